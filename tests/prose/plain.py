"""The prose of a notebook as the reading measures should see it."""

import json
import re
from pathlib import Path

TERMS = [
    line.strip()
    for line in Path(__file__).with_name("terms-of-art.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
_TERM = re.compile(
    r"\b(?:" + "|".join(re.escape(term) for term in sorted(TERMS, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


def markdown_of(notebook: Path) -> list[str]:
    """The Markdown cells."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def paragraphs(markdown: str) -> list[str]:
    """Paragraphs and list items as running text: no tables, headings, code or quoted notes."""
    kept, found = [], []
    for line in [*markdown.splitlines(), ""]:
        text = line.strip()
        item = re.match(r"([-*]|\d+\.)\s+", text)
        if not text or text.startswith(("|", "#", ">", "---")) or item:
            if kept:
                found.append(" ".join(kept))
            kept = [text[item.end() :]] if item else []
        else:
            kept.append(text)
    return [_running(one) for one in found]


def _running(text: str) -> str:
    text = re.sub(r"\*\"[^\"]*\"\*", "this", text)  # words of a note, which is not our prose
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)  # a link is its words
    text = re.sub(r"\(rules? `[^)]*\)", "", text)
    text = re.sub(r"`[^`]*`", "code", text)
    text = text.replace("*", "").replace("_", " ").replace("\u2019", "'")
    text = re.sub(r"\b[A-Z]?\d[\d.:/-]*[A-Z]?\b", "one", text)
    return re.sub(r"\s+", " ", _TERM.sub("term", text)).strip()


def sentences(paragraph: str) -> list[str]:
    """Its sentences; a colon ends one, too, when a list or an example follows it."""
    return [one for one in re.split(r"(?<=[.!?:;])\s+", paragraph) if re.search(r"\w", one)]
