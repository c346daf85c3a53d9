"""Word lists (YAML, for authors) and the patterns that find each kind of identifier with them."""
