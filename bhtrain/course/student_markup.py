"""What a student wrote in a notebook, as HTML in which nothing runs.

nbgrader's formgrader and feedback show a student's Markdown and outputs as they are; `settings`
lets both of them ask here instead.
"""

from typing import Any

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_KEPT = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "id", "dir", "lang", "title"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
}
_TAGS = nh3.ALLOWED_TAGS | {"section", "tfoot"}
_SCHEMES = {"http", "https", "mailto", "attachment", "data"}


def without_scripts(html: str) -> str:
    """HTML without scripts, event handlers, forms, frames, styles and odd links."""
    return nh3.clean(
        html, tags=_TAGS, attributes=_KEPT, attribute_filter=_safe, url_schemes=_SCHEMES
    )


def _safe(tag: str, attribute: str, value: str) -> str | None:
    """Data may stand in a picture only; a link to it would open as a page."""
    if value.lstrip().lower().startswith("data:"):
        return value if tag == "img" and attribute == "src" else None
    return value


@pass_context
def markdown_without_scripts(context: Context, markdown: str) -> str:
    """The Markdown of a cell as such HTML."""
    cell: Any = context.get("cell", {})
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    return without_scripts(MarkdownWithMath(renderer=renderer).render(markdown))
