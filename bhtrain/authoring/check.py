"""Temporary"""

from bhtrain.authoring.compiling import read_content


def check_content(folder=None):
    return read_content(folder).problems


def write_content():
    from bhtrain.content import CONTENT_FILE

    CONTENT_FILE.write_text(read_content().as_text(), encoding="utf-8")
