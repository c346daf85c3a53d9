"""The browser's side of desk and explainers: small ES modules that travel as one text.

A widget's code is loaded from a blob, where relative imports do not resolve. So the modules
travel as an ordered list of name and source, and a small loader gives each an address.
"""

import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).with_name("static")

# A module may import only those before it; the last one exports the function that makes the widget.
MODULES = (
    "dom.js",
    "search.js",
    "answer.js",
    "store.js",
    "connection.js",
    "elsewhere.js",
    "combobox.js",
    "targets.js",
    "find.js",
    "marking.js",
    "note.js",
    "pointers.js",
    "lines.js",
    "diagnoses.js",
    "choices.js",
    "papers.js",
    "question.js",
    "hints.js",
    "feedback.js",
    "reference.js",
    "desk.js",
)
EXPLAINER_MODULES = ("dom.js", "svg.js", "ruler.js", "map.js", "grid.js", "explainer.js")
SELF_CHECK_MODULES = ("dom.js", "self_check.js")
REVIEW_MODULES = (
    "dom.js",
    "search.js",
    "answer.js",
    "connection.js",
    "combobox.js",
    "find.js",
    "marking.js",
    "note.js",
    "pointers.js",
    "lines.js",
    "choices.js",
    "papers.js",
    "feedback.js",
    "review_ask.js",
    "review_queue.js",
    "review_case.js",
    "review_rubric.js",
    "review_decision.js",
    "review_sign_off.js",
    "review.js",
)
DISPUTE_MODULES = ("dom.js", "dispute.js")
STYLES = ("desk.css", "reference.css")
REVIEW_STYLES = ("desk.css", "review.css")
_PLACE = "const MODULES = [];"


@cache
def script(names: tuple[str, ...] = MODULES) -> str:
    """The loader with these modules in it."""
    loader = (STATIC / "loader.js").read_text(encoding="utf-8")
    modules = [[name, (STATIC / name).read_text(encoding="utf-8")] for name in names]
    return loader.replace(_PLACE, f"const MODULES = {json.dumps(modules)};")


@cache
def style(*names: str) -> str:
    """Style sheets, one after the other: the desk's, if no others are named."""
    return "".join((STATIC / name).read_text(encoding="utf-8") for name in names or STYLES)
