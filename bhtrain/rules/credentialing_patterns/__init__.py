"""Rules of the competency credentialing-patterns."""
