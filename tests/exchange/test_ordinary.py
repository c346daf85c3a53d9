"""Packs of files from anybody: what may travel, and that nothing lands outside its folder."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhtrain.errors import ExchangeError
from bhtrain.exchange.ordinary import (
    MAX_FILES_BYTES,
    MAX_PACK_BYTES,
    check_paths,
    files_below,
    pack,
    unpack,
)

FILES = {
    "Problem 1.ipynb": b'{"cells": []}',
    "data/Übung (2).csv": b"a,b\n1,2\n",
    "data/image.png": bytes(range(256)),
    "empty.txt": b"",
}


def test_what_is_packed_comes_out_again():
    assert unpack(pack(FILES), "It") == FILES


def test_the_largest_pack_still_travels():
    """What pack allows, unpack and the exchange must take."""
    text = pack({"x": b"\xff" * MAX_FILES_BYTES})

    assert len(text) < MAX_PACK_BYTES
    assert len(unpack(text, "It")["x"]) == MAX_FILES_BYTES
    with pytest.raises(ExchangeError, match="clear the outputs"):
        pack({"x": b"\xff" * (MAX_FILES_BYTES + 1)})


BAD = {
    "above": "../keys.yaml",
    "above, later": "data/../../keys.yaml",
    "the root": "/etc/passwd",
    "a drive": "C:/x",
    "a backslash": "..\\x",
    "hidden": ".bashrc",
    "a hidden folder": ".git/config",
    "nothing": "",
    "no name": "a//b",
    "only a folder": "a/",
    "a line": "a\nb",
    "a null": "a\0b",
    "a trailing dot": "a.",
    "a stream": "a.txt:x",
    "too long": "a" * 101,
    "too deep": "/".join("abcdefghi"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_could_land_elsewhere_is_refused_both_ways(name: str):
    path = BAD[name]

    with pytest.raises(ExchangeError, match="cannot travel"):
        pack({path: b""})
    with pytest.raises(ExchangeError, match="cannot travel"):
        unpack(json.dumps({path: ""}), "It")


@pytest.mark.parametrize(
    "paths",
    [("A.ipynb", "a.ipynb"), ("É.txt", "é.txt"), ("a", "a/b"), ("a", "A/b")],
    ids=["capitals", "capitals with accents", "a file and a folder", "both"],
)
def test_two_names_that_are_one_are_refused(paths: tuple[str, str]):
    """On the manager's machine one would replace the other."""
    with pytest.raises(ExchangeError, match="one name"):
        check_paths(paths)


@pytest.mark.parametrize("path", ["timestamp.txt", "TIMESTAMP.TXT", "timestamp.txt/x"])
def test_names_that_we_write_ourselves_are_refused(path: str):
    with pytest.raises(ExchangeError, match="the exchange needs"):
        unpack(json.dumps({path: ""}), "It", reserved=("timestamp.txt",))


DAMAGED = {
    "no JSON": ("{", "damaged"),
    "a list": ("[]", "carries no files"),
    "nothing": ("{}", "carries no files"),
    "a number for a file": ('{"a": 1}', "a file that is damaged"),
    "not base64": ('{"a": "%%%"}', "a file that is damaged"),
    "one name twice": ('{"a": "", "a": "eA=="}', "twice"),
    "deep": ("[" * 5_000, "levels deep"),
    "huge": (" " * (MAX_PACK_BYTES + 1), "the limit is"),
    "a thousand files": (json.dumps({f"f{n}": "" for n in range(1000)}), "the limit is 200"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_pack_is_one_sentence(name: str):
    text, says = DAMAGED[name]

    with pytest.raises(ExchangeError, match=says):
        unpack(text, "It")


@given(st.dictionaries(st.text(max_size=30), st.binary(max_size=20), max_size=4))
def test_whatever_is_taken_lands_inside(tmp_path_factory, files):
    folder = tmp_path_factory.getbasetemp() / "inside"
    try:
        names = list(unpack(pack(files), "It"))
    except ExchangeError:
        return
    for name in names:
        landed = Path(os.path.normpath(folder / name))
        assert folder in landed.parents
        assert landed.relative_to(folder).as_posix() == name


def test_a_folder_is_read_without_links_pipes_and_what_is_ignored(tmp_path: Path):
    (tmp_path / "data" / ".git").mkdir(parents=True)
    (tmp_path / "data" / "a.csv").write_text("1")
    (tmp_path / "data" / ".git" / "config").write_text("x")
    (tmp_path / "b.pyc").write_text("x")
    (tmp_path / "e\u0301.txt").write_text("2")  # as a Mac writes it

    found = files_below(tmp_path, ignored=(".*", "*.pyc"))
    assert found == {"data/a.csv": b"1", "\u00e9.txt": b"2"}
    assert unpack(pack(found), "It") == found

    for make, says in (
        (lambda path: path.symlink_to("/etc/passwd"), "is a link"),
        (lambda path: path.symlink_to("/etc"), "is a link"),
        (os.mkfifo, "not an ordinary file"),
    ):
        make(tmp_path / "data" / "odd")
        with pytest.raises(ExchangeError, match=says):
            files_below(tmp_path)
        (tmp_path / "data" / "odd").unlink()
