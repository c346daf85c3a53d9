"""The explainers as a person uses them: by keyboard, by mouse, in light, dark and narrow."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Any, str], Any]
RULER = "How many minutes of psychotherapy take which code"
CRISIS = "How many crisis minutes of a day take which codes"


def test_the_slider_by_keyboard_changes_the_code_and_the_live_region(
    page: Page, open_desk: OpenDesk
) -> None:
    """Minute by minute, by five, and to both ends; the band is told when it changes."""
    open_desk(page, "rulers")
    ruler = page.get_by_role("figure", name=RULER)
    slider = ruler.get_by_role("slider", name="Documented minutes")
    live = ruler.get_by_role("status").last
    expect(live).to_have_attribute("aria-live", "polite")
    slider.focus()
    for key, minutes, code in (
        ("Home", 0, "no code 0 to 15 minutes"),
        *[("PageUp", count, "no code 0 to 15 minutes") for count in (5, 10, 15)],
        ("ArrowRight", 16, "90832 16 to 37 minutes"),
        ("ArrowLeft", 15, "no code 0 to 15 minutes"),
        *[("PageUp", count, "90832 16 to 37 minutes") for count in (20, 25, 30, 35)],
        ("ArrowUp", 36, "90832 16 to 37 minutes"),
        ("ArrowUp", 37, "90832 16 to 37 minutes"),
        ("ArrowUp", 38, "90834 38 to 52 minutes"),
        ("PageUp", 43, "90834 38 to 52 minutes"),
        ("PageUp", 48, "90834 38 to 52 minutes"),
        ("PageUp", 53, "90837 53 minutes or more"),
        ("ArrowDown", 52, "90834 38 to 52 minutes"),
        ("PageDown", 47, "90834 38 to 52 minutes"),
        ("End", 120, "90837 53 minutes or more"),
        ("PageUp", 120, "90837 53 minutes or more"),
    ):
        page.keyboard.press(key)
        expect(slider).to_have_value(str(minutes))
        expect(live).to_have_text(code)
    expect(slider).to_have_attribute("aria-valuetext", "120 minutes: 90837")
    expect(slider).to_be_focused()


def test_the_crisis_ruler_counts_the_units_and_can_be_dragged(
    page: Page, open_desk: OpenDesk
) -> None:
    """75 and 105 minutes bring a unit each; a mouse on the bands moves the slider too."""
    open_desk(page, "rulers")
    ruler = page.get_by_role("figure", name=CRISIS)
    slider, live = ruler.get_by_role("slider"), ruler.get_by_role("status").last
    for minutes, code in (
        (29, "no crisis code 0 to 29"),
        (30, "90839 30 to 74"),
        (74, "90839 30 to 74"),
        (75, "90839 and 1 × 90840 75 to 104"),
        (104, "90839 and 1 × 90840 75 to 104"),
        (105, "90839 and 2 × 90840 105 to 134"),
    ):
        slider.fill(str(minutes))
        expect(live).to_have_text(f"{code} minutes")
    strip = ruler.locator(".bhx-strip").first.bounding_box()
    assert strip is not None
    page.mouse.move(strip["x"] + 20, strip["y"] + 20)
    page.mouse.down()
    expect(live).to_have_text("no crisis code 0 to 29 minutes")
    page.mouse.move(strip["x"] + strip["width"] + 60, strip["y"] + 20)
    expect(live).to_have_text("90839 30 to 74 minutes")
    page.mouse.up()


def test_the_map_lights_the_lines_of_a_code_by_keyboard(page: Page, open_desk: OpenDesk) -> None:
    """The lines are said in words, too, and pressing again lets go."""
    open_desk(page, "map")
    live = page.get_by_role("status").last
    button = page.get_by_role("button", name="90840")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(live).to_contain_text("It may join 90839.")
    expect(page.locator(".bhx-line[data-lit]")).to_have_count(1)
    office = page.get_by_role("button", name="Office visits")
    office.focus()
    page.keyboard.press("Space")
    expect(live).to_contain_text("may be joined by 90833, 90836, 90838 and G2211.")
    expect(page.locator(".bhx-line[data-lit]")).to_have_count(4)
    expect(button).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Space")
    expect(page.locator(".bhx-line[data-lit]")).to_have_count(0)


def test_the_matrix_says_why_by_keyboard_with_one_stop_for_tab(
    page: Page, open_desk: OpenDesk
) -> None:
    """Eighty-one buttons are one stop of Tab; arrows walk through them and stop at the edge."""
    open_desk(page, "same-day")
    live = page.get_by_role("status").last
    page.get_by_role("button", name="90791, 90791: itself").focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown", "End", "Home"):
        page.keyboard.press(key)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    cell = page.get_by_role("button", name="90834, 90847: with 59")
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(live).to_contain_text("90834 is denied beside 90847 unless one of 59, XE")
    expect(page.locator(".bhx-cell[tabindex='0']")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator("summary").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Table: Same patient")).to_be_visible()


def test_a_cell_of_the_grid_says_since_when(page: Page, open_desk: OpenDesk) -> None:
    """On the last day of 2023 a counselor waits one more day for Medicare."""
    open_desk(page, "who")
    cell = page.get_by_role("button", name="LPC/LMHC/LPCC, 90834: from 2024-01-01")
    cell.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").last).to_contain_text("before 2024-01-01")
    expect(page.get_by_role("columnheader", name="90834")).to_have_attribute("scope", "col")
    expect(page.get_by_role("rowheader", name="LCSW")).to_have_attribute("scope", "row")


@pytest.mark.parametrize("name", ["rulers", "other-rulers", "map", "who", "same-day"])
@pytest.mark.parametrize(
    "look",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "viewport": {"width": 420, "height": 900}},
    ],
    ids=["light", "dark", "narrow"],
)
def test_axe_finds_nothing_with_every_part_open(
    new_page: Callable[..., Any],
    open_desk: OpenDesk,
    axe: Callable[..., Any],
    name: str,
    look: dict[str, Any],
) -> None:
    """Names, roles and contrast hold, nothing is cut off, and Lab takes no letter for a command."""
    page = open_desk(new_page(**look), name)
    for summary in page.locator("summary").all():
        summary.click()
    for button in page.locator(".bhx-node, .bhx-cell").all()[-1:]:
        button.click()
    assert axe(page, ".bhx") == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0
    bare = ":is(a, button, input, select, summary, [tabindex]):not([data-lm-suppress-shortcuts])"
    assert page.locator(f".bhx {bare}").count() == 0


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_who_asked_for_stillness(
    new_page: Callable[..., Any], open_desk: OpenDesk, wish: str, moves: bool
) -> None:
    """Reduced motion: the mark jumps, and lines change without fading."""
    page = open_desk(new_page(reduced_motion=wish), "rulers")
    mark = page.locator(".bhx-mark").first
    mark.wait_for()
    assert (mark.evaluate("one => getComputedStyle(one).transitionDuration") != "0s") is moves
