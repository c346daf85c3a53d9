"""Links inside the notebooks lead somewhere."""

import json
import re
from urllib.parse import unquote

import pytest
from prose.plain import markdown_of

from bhtrain import places

FOLDER = places.shipped("notebooks")
NOTEBOOKS = sorted(
    path.relative_to(FOLDER)
    for path in FOLDER.rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(notebook):
    """What a heading can be reached by: its words, with hyphens for spaces."""
    text = "\n".join(markdown_of(notebook))
    return {h.strip().replace(" ", "-") for h in re.findall(r"^#+\s+(.+)$", text, re.MULTILINE)}


def broken(notebook):
    """The links of a notebook that lead nowhere, or out of the pages."""
    found = []
    for link in LINK.findall("\n".join(markdown_of(notebook))):
        path, _, anchor = link.partition("#")
        path = path.partition("?")[0]
        target = (notebook.parent / path).resolve() if path else notebook
        leads = target.is_file() and (not path or target.is_relative_to(FOLDER.resolve()))
        if not leads or (anchor and unquote(anchor) not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_every_link_leads_to_a_page_and_a_heading_of_it(notebook):
    """A dead link in a lesson is a learner lost."""
    assert broken(FOLDER / notebook) == []


def test_a_dead_link_is_noticed(tmp_path):
    """Of both kinds: no such page, no such heading."""
    lesson = tmp_path / "lesson.ipynb"
    glossary = (FOLDER / "glossary.ipynb").resolve()
    cell = {
        "cell_type": "markdown",
        "source": [f"[a](nowhere.ipynb) [b]({glossary}#Add-on) [c]({glossary}#Nothing)"],
    }
    lesson.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")

    assert broken(lesson) == ["nowhere.ipynb", f"{glossary}#Nothing"]
