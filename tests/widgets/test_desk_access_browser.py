"""Every kind of task for everybody: any size and colour, a screen reader, no mouse, no motion."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from accessibility_tree import Control, controls
from browser import tab_to
from desk_walks import WALKS, check
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Any, str], Any]
# Looked at by people after a run: what no test sees is whether it looks like a good product.
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
# Width and height in CSS pixels, and colours. At 200 % zoom a screen has half the room, and each
# CSS pixel four dots, which is how every page here is shown.
LOOKS = {
    "1300-light": (1300, 900, "light"),
    "1300-dark": (1300, 900, "dark"),
    "420-dark": (420, 900, "dark"),
    "zoom-light": (650, 450, "light"),
}
KEPT = ("1300-light", "420-dark")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def desk(page: Page) -> Locator:
    return page.get_by_role("article")


@pytest.mark.parametrize("kind", WALKS)
def test_axe_finds_nothing_in_any_look_of_any_kind(
    new_page: Callable[..., Any], open_desk: OpenDesk, axe: Callable[..., Any], kind: str
) -> None:
    """Before and after Check; each look is kept as a picture."""
    page = open_desk(new_page(device_scale_factor=2, reduced_motion="reduce"), WALKS[kind].note)

    def look(when: str) -> None:
        for name, (width, height, colours) in LOOKS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=colours)
            assert axe(page, ".bht") == [], (when, name)
            assert page.evaluate(WIDER) == 0, (when, name)
            if name in KEPT:
                SCREENSHOTS.mkdir(parents=True, exist_ok=True)
                picture = SCREENSHOTS / f"{kind}-{when}-{name}.png"
                page.evaluate("window.scrollTo(0, 0)")
                page.screenshot(path=picture, full_page=True, scale="css")

    look("before")
    WALKS[kind].wrong(desk(page))
    check(desk(page), WALKS[kind].wrong_says)
    look("after")


# What a screen reader says -------------------------------------------------------------------

BILL = "Bill The note supports a claim."


def line(number: int, code: str, place: str = "11 · Office") -> dict[tuple[str, str], str]:
    """What is heard of a service line, by group and name."""
    fields = {"Procedure code": code, "Units": "1", "Place of service": place, "Modifiers": ""}
    return {(f"Line {number}", name): value for name, value in fields.items()}


def marking(value: str) -> dict[tuple[str, str], str]:
    return {("", "Marking for"): value}


DIAGNOSIS = {("The claim", "Add a diagnosis"): ""}
# After the wrong answer of each walk: what is on, and what the fields with a value hold.
SAID: dict[str, tuple[set[str], dict[tuple[str, str], str]]] = {
    "code": ({BILL}, {**line(1, "90834"), **marking("Line 1: 90834"), **DIAGNOSIS}),
    "review": ({BILL}, {**line(1, "90834"), **marking("Line 1: 90834"), **DIAGNOSIS}),
    "documentation": (
        {BILL},
        {**line(1, "", "Choose …"), **marking("Line 1: no code yet"), **DIAGNOSIS},
    ),
    "denial": (
        {"Nothing can be sent The denial stands.", "The place of service is wrong"},
        {
            **line(1, "90853"),
            **line(2, "99214"),
            **line(3, "90833"),
            **marking("Nothing yet"),
            **DIAGNOSIS,
        },
    ),
    "query": ({BILL}, {**marking("Nothing yet"), ("", "Your question to the clinician"): "When?"}),
    "pattern": (
        {
            "Nothing stands out The month looks like a month of this work.",
            "The same code or the same minutes nearly every time",
        },
        {},
    ),
    "triage": (set(), {}),
}
FIELDS = ("combobox", "searchbox", "slider", "spinbutton", "textbox")
MARKED = {"code": ["2"], "review": []}


def test_a_screen_reader_hears_name_role_and_value_of_each_control(
    page: Page, open_desk: OpenDesk
) -> None:
    """No control without a name, none that sounds like another, none with a stale value."""
    open_desk(page, "every-kind")
    expect(page.locator(".bht")).to_have_count(len(WALKS), timeout=40_000)
    for kind in WALKS:
        WALKS[kind].wrong(page.get_by_role("article", name=kind, exact=True))
    for kind, (on, values) in SAID.items():
        heard = controls(page, kind)
        assert [one for one in heard if not one.name] == [], kind
        names = [(one.group, one.role, one.name) for one in heard]
        assert sorted(names) == sorted(set(names)), kind
        switched = [one for one in heard if one.role in ("checkbox", "radio")]
        assert {one.value for one in switched} <= {"true", "false"}, kind
        assert {one.name for one in switched if one.value == "true"} == on, kind
        held = {(one.group, one.name): one.value for one in heard if one.role in FIELDS}
        assert {place: held.get(place) for place in values} == values, kind
        assert all(one.value in ("true", "false") for one in sentences(heard)), kind
        marked = [one.name.split()[0] for one in sentences(heard) if one.value == "true"]
        assert marked == MARKED.get(kind, []), kind
    moves = {one.name: one.disabled for one in controls(page, "triage") if "Move" in one.name}
    assert [name for name, disabled in moves.items() if disabled] == ["Move A up", "Move E down"]
    assert len(moves) == 10


def sentences(heard: list[Control]) -> list[Control]:
    return [one for one in heard if one.role == "button" and one.name.split()[0].isdigit()]


# No mouse, no motion -------------------------------------------------------------------------


def test_two_tries_by_keyboard_alone_and_the_focus_is_never_lost(
    page: Page, open_desk: OpenDesk
) -> None:
    """From the first field over Check to its result, to the note, to the claim, and again."""
    open_desk(page, "code")
    inside = "document.activeElement?.closest('.bht') !== null"

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
            assert page.evaluate(inside), f"the focus is gone after {key}"

    def write(words: str) -> None:
        page.keyboard.type(words)
        press("Enter")

    tab_to(page, "radio", "Bill The note")
    press("Space")
    tab_to(page, "combobox", "Procedure code")
    write("90837")
    tab_to(page, "button", "Check my answer")
    press("Enter")
    expect(page.get_by_role("heading", name="6.5 of 10 points.")).to_be_focused()
    press("Tab")
    expect(page.get_by_role("button", name="Show sentence 2")).to_be_focused()
    press("Enter")
    expect(page.get_by_role("button", name="2 Session 2:05 PM")).to_be_focused()
    press("Space")
    tab_to(page, "combobox", "Procedure code")
    write("90834")
    tab_to(page, "button", "Check again")
    press("Enter")
    expect(page.get_by_role("heading", name="10 of 10 points. All of it")).to_be_focused()


def test_nothing_moves_for_those_who_asked_for_calm(
    new_page: Callable[..., Any], open_desk: OpenDesk
) -> None:
    """Motion makes some people sick; their system says so, and the desk listens."""
    moving = """() => [...document.querySelectorAll(".bht *")].filter((one) => {
        const style = getComputedStyle(one);
        const seconds = `${style.transitionDuration} ${style.animationDuration}`;
        return seconds !== "0s 0s" || style.scrollBehavior !== "auto";
    }).length"""
    calm = open_desk(new_page(reduced_motion="reduce"), "code")
    assert calm.evaluate(moving) == 0
    lively = open_desk(new_page(reduced_motion="no-preference"), "code")
    assert lively.evaluate(moving) > 0
    calm.get_by_role("button", name="Check my answer").click()
    calm.get_by_role("button", name="Show sentence 2").click()
    there = "document.activeElement.getBoundingClientRect().top"
    top = calm.evaluate(there)
    calm.wait_for_timeout(400)
    assert calm.evaluate(there) == top
