"""For authors: strict reading of YAML, its checks, and the compiling of content.json."""

from bhtrain.authoring.check import check_content, write_content

__all__ = ["check_content", "write_content"]
