"""What a screen reader is told of a page: the browser's own accessibility tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

CONTROLS = {
    "button",
    "checkbox",
    "combobox",
    "DisclosureTriangle",  # the summary of what is folded
    "link",
    "listbox",
    "radio",
    "searchbox",
    "slider",
    "spinbutton",
    "switch",
    "textbox",
}
STATES = {"checkbox": "checked", "radio": "checked", "DisclosureTriangle": "expanded"}


@dataclass(frozen=True)
class Control:
    """One control as it is read aloud.

    group: the name of the nearest named group around it, "" where there is none.
    value: what was entered or chosen; "true" or "false" for what is on or off; "" for the rest.
    """

    group: str
    role: str
    name: str
    value: str
    disabled: bool


def controls(page: Page, article: str) -> list[Control]:
    """Every control of the article of this name, in the order of the page."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    (root,) = (
        node
        for node in nodes.values()
        if (_role(node), _text(node, "name")) == ("article", article)
    )
    return [*_below(root, nodes, "")]


def _below(node: dict[str, Any], nodes: dict[str, Any], group: str) -> Iterator[Control]:
    role, name = _role(node), _text(node, "name")
    if role in CONTROLS and not node.get("ignored"):
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        state = states.get(STATES.get(role, "pressed"))
        value = _text(node, "value") if state is None else str(state).lower()
        yield Control(group, role, name, value, bool(states.get("disabled")))
    if role == "group" and name:
        group = name
    for child in node.get("childIds", []):
        if child in nodes:
            yield from _below(nodes[child], nodes, group)


def _role(node: dict[str, Any]) -> str:
    return str(node.get("role", {}).get("value", ""))


def _text(node: dict[str, Any], part: str) -> str:
    return str(node.get(part, {}).get("value", "")).strip()
