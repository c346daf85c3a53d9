"""For authors: strict reading of YAML, its checks, and its compiling."""

from bhtrain.authoring.check import check_content, write_content

__all__ = ["check_content", "write_content"]
