"""What lies beside the note: the reference drawer, find in note, marking by dragging."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser import tab_to
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Any, str], Any]

LOOKS = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"viewport": {"width": 420, "height": 900}},
]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def drawer_of(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Reference for March 4, 2024")


def fold(drawer: Locator, title: str) -> Locator:
    """The line that unfolds a section of the drawer."""
    return drawer.locator("summary", has_text=title)


def find_box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Find in note")


def sentence(page: Page, number: int) -> Locator:
    return page.locator(".bht-sentence").nth(number - 1)


def settled(page: Page) -> None:
    """Every change has reached the memory, where the next test may not find a late one."""
    expect(page.locator(".bht-saved")).to_have_attribute("data-state", re.compile("idle|saved"))


def marked(page: Page) -> list[int]:
    """The numbers of the sentences that are marked."""
    numbers = page.locator(".bht-sentence[aria-pressed=true] .bht-number").all_text_contents()
    return [int(number) for number in numbers]


def drag(page: Page, *stops: int, drop: bool = True) -> None:
    """Press on a sentence, go over the others, and let go, in sight all the time."""
    for index, number in enumerate(stops):
        box = sentence(page, number).locator(".bht-text").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 40 + 10 * index, box["y"] + 12, steps=6)
        if index == 0:
            page.mouse.down()
    if drop:
        page.mouse.up()


# -- the reference drawer -----------------------------------------------------------------------


def test_the_drawer_is_used_with_the_keyboard_and_gives_the_focus_back(
    page: Page, open_desk: OpenDesk
) -> None:
    """Somebody who looks up a code in the middle of a line goes on where they were."""
    open_desk(page, "reference")
    expect(page.locator(".bht-reference")).to_have_count(0)
    tab_to(page, "button", "Reference")
    page.keyboard.press("Enter")
    drawer = drawer_of(page)
    search = drawer.get_by_role("searchbox", name="Search these tables")
    expect(search).to_be_focused()
    first = fold(drawer, "Minutes and their codes")
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    bands = drawer.get_by_role("table", name="How many minutes of psychotherapy take which code")
    row = bands.get_by_role("row", name="38 to 52 90834")
    expect(row).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="Reference")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).to_be_visible()  # what was unfolded stays so


def test_the_search_of_the_drawer_shows_the_rows_that_fit_and_says_how_many(
    page: Page, open_desk: OpenDesk
) -> None:
    """264 codes are not read from the top."""
    open_desk(page, "reference")
    page.get_by_role("button", name="Reference").click()
    drawer = drawer_of(page)
    places = drawer.get_by_role("table", name="Places of service")
    fold(drawer, "Places of service").click()
    expect(places.get_by_role("row", name="11 Office")).to_be_visible()
    search = drawer.get_by_role("searchbox", name="Search these tables")
    search.fill("school")
    expect(places.get_by_role("row", name="03 School")).to_be_visible()
    expect(places.get_by_role("row", name="11 Office")).to_be_hidden()
    search.fill("90840")
    codes = drawer.get_by_role("table", name="All codes")
    expect(codes.get_by_role("row", name="90840")).to_be_visible()
    expect(places).to_be_hidden()
    expect(drawer.get_by_role("status")).to_contain_text("entries found")
    search.fill("47 min")
    expect(drawer.get_by_role("row", name="38 to 52 90834")).to_be_visible()
    expect(drawer.get_by_text("53 or more").first).to_be_hidden()
    search.fill("zebra")
    expect(drawer.get_by_role("status")).to_have_text("Nothing found. Try a number or other words.")
    search.fill("")
    expect(places.get_by_role("row", name="11 Office")).to_be_visible()
    expect(codes).to_be_hidden()  # folded again, as it was before the search


def test_an_assessments_drawer_holds_the_books_of_a_desk_and_no_rule(
    page: Page, open_desk: OpenDesk
) -> None:
    """What a real desk would have, and nobody who explains."""
    open_desk(page, "reference-assessment")
    page.get_by_role("button", name="Reference").click()
    drawer = drawer_of(page)
    sections = drawer.locator("summary")
    expect(sections).to_have_text(
        [
            "Minutes and their codes",
            "Add-ons and the codes they join",
            "Places of service",
            "Modifiers",
            "What payers ask for",
            "All codes",
        ]
    )
    expect(drawer).not_to_contain_text("(rule ")


def test_a_drawer_without_a_kernel_says_what_to_do(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Empty tables on a dead page would leave somebody waiting."""
    open_desk(page, "reference")
    desks.kill_kernel()
    page.get_by_role("button", name="Reference").click()
    expect(drawer_of(page).get_by_role("status")).to_contain_text("reload the page", timeout=10_000)
    page.get_by_role("button", name="Close the reference").click()
    expect(page.get_by_role("button", name="Reference")).to_be_focused()
    page.watch.forgive("WebSocket|Failed to load resource|Canceled|disposed|[Cc]onnection")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["reference", "reference-assessment"])
def test_axe_finds_nothing_in_the_drawer(
    new_page: Callable[..., Any],
    open_desk: OpenDesk,
    axe: Callable[..., Any],
    look: dict[str, Any],
    name: str,
) -> None:
    """Tables, folds and search, with everything open."""
    page = open_desk(new_page(**look), name)
    page.get_by_role("button", name="Reference").click()
    drawer = drawer_of(page)
    expect(drawer.locator("summary").first).to_be_visible()
    assert axe(page, ".bht") == []
    drawer.get_by_role("searchbox").fill("telehealth")
    expect(drawer.get_by_role("row", name="95 Live audio-video")).to_be_visible()
    assert axe(page, ".bht") == []
    assert page.evaluate(WIDER) == 0
    box = drawer.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    inside = drawer.locator(".bht-drawer-content")
    assert inside.evaluate("element => element.scrollWidth - element.clientWidth") == 0


# -- find in note -------------------------------------------------------------------------------


def test_enter_goes_from_match_to_match_and_escape_clears(page: Page, open_desk: OpenDesk) -> None:
    """ "session" stands twice in this note; capitals do not matter."""
    open_desk(page, "code")
    box = find_box(page)
    box.fill("SESSION")
    said = page.locator(".bht-find").get_by_role("status")
    expect(said).to_have_text("1 of 2, in sentence 2")
    lit = page.locator("mark")
    expect(lit).to_have_text(["Session", "session"])
    expect(lit.first).to_have_attribute("data-now", "")
    box.press("Enter")
    expect(said).to_have_text("2 of 2, in sentence 7")
    expect(lit.nth(1)).to_have_attribute("data-now", "")
    box.press("Enter")
    expect(said).to_have_text("1 of 2, in sentence 2")
    box.press("Shift+Enter")
    expect(said).to_have_text("2 of 2, in sentence 7")
    page.get_by_role("button", name="Next match").click()
    expect(said).to_have_text("1 of 2, in sentence 2")
    box.fill("no such words")
    expect(said).to_have_text("Not found in this note")
    expect(page.get_by_role("button", name="Next match")).to_be_hidden()
    box.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    expect(lit).to_have_count(0)
    expect(said).to_have_text("")


def test_a_sentence_with_matches_is_marked_like_any_other(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Lit words must not swallow the click, nor change the sentence or its name."""
    open_desk(page, "code")
    before = page.locator(".bht-sentences").text_content()
    find_box(page).fill("psychotherapy")
    page.locator("mark").first.click()
    button = page.get_by_role("button", name="2 Session 2:05 PM to 2:52 PM, individual psycho")
    expect(button).to_have_attribute("aria-pressed", "true")
    find_box(page).fill("")
    button.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".bht-sentences")).to_have_text(before or "")
    settled(page)


def test_signs_of_a_pattern_or_of_markup_are_looked_for_as_they_are(
    page: Page, open_desk: OpenDesk
) -> None:
    """A dot is a dot, a bracket a bracket, and markup in a note stays text."""
    open_desk(page, "hostile")
    said = page.locator(".bht-find").get_by_role("status")
    for words, where in ((".", "1 of 4, in sentence 1"), ("<b>BOLD</b>", "1 of 1, in sentence 1")):
        find_box(page).fill(words)
        expect(said).to_have_text(where)
    for words in ("(", "[a-z]", "\\", "*"):
        find_box(page).fill(words)
        expect(said).to_have_text("Not found in this note")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".bht :is(img, script, b)").count() == 0


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_among_matches_and_marked_sentences(
    new_page: Callable[..., Any], open_desk: OpenDesk, axe: Callable[..., Any], look: dict[str, Any]
) -> None:
    """Lit words are read on a plain and on a marked sentence."""
    page = open_desk(new_page(**look), "code")
    sentence(page, 2).click()
    find_box(page).fill("session")
    expect(page.locator("mark")).to_have_count(2)
    assert axe(page, ".bht") == []
    find_box(page).press("Enter")
    assert axe(page, ".bht") == []
    assert page.evaluate(WIDER) == 0
    settled(page)


# -- marking several sentences ------------------------------------------------------------------


def test_dragging_over_sentences_marks_them_and_dragging_again_takes_them_back(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Evidence that runs over five sentences is one movement of the hand."""
    open_desk(page, "code")
    drag(page, 2, 4)
    assert marked(page) == [2, 3, 4]
    expect(
        page.get_by_text("Sentences 2 to 4 are marked for Line 1: no code yet.")
    ).to_be_attached()
    drag(page, 6, 4)  # upwards, over one that is marked already
    assert marked(page) == [2, 3, 4, 5, 6]
    drag(page, 3, 5)
    assert marked(page) == [2, 6]
    settled(page)
    assert desks.answer("example-code")["lines"][0]["evidence"] == [2, 6]


def test_a_click_marks_one_and_a_drag_that_comes_back_is_a_click(
    page: Page, open_desk: OpenDesk
) -> None:
    """The plain way stays, and nobody marks by accident what they did not leave the mouse on."""
    open_desk(page, "code")
    sentence(page, 3).click()
    assert marked(page) == [3]
    sentence(page, 3).click()
    assert marked(page) == []
    drag(page, 2, 4, 2)
    assert marked(page) == [2]
    drag(page, 5, 7, drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert marked(page) == [2]
    settled(page)


def test_words_of_one_sentence_are_selected_to_be_copied(page: Page, open_desk: OpenDesk) -> None:
    """Dragging inside a sentence quotes it; it marks nothing."""
    open_desk(page, "code")
    box = sentence(page, 4).locator(".bht-text").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 12, steps=8)
    page.mouse.up()
    assert page.evaluate("getSelection().toString()").startswith("Client reports")
    assert marked(page) == []
    drag(page, 2, 4)
    assert page.evaluate("getSelection().toString()") == ""
    assert marked(page) == [2, 3, 4]
    settled(page)


def test_a_finger_scrolls_and_taps_but_never_drags_marks(
    new_page: Callable[..., Any], open_desk: OpenDesk
) -> None:
    """On a touch screen the same movement is how one reads on."""
    page = open_desk(new_page(has_touch=True), "code")
    page.evaluate(
        """() => {
        const all = document.querySelectorAll(".bht-sentence");
        const touch = (type, on) => on.dispatchEvent(new PointerEvent(type,
            {bubbles: true, pointerType: "touch", button: 0, pointerId: 7}));
        touch("pointerdown", all[1]);
        touch("pointermove", all[3]);
        touch("pointerup", all[3]);
        }"""
    )
    assert marked(page) == []
    sentence(page, 3).tap()
    expect(sentence(page, 3)).to_have_attribute("aria-pressed", "true")
    assert marked(page) == [3]
    settled(page)


def test_shift_and_an_arrow_key_mark_a_run_and_going_back_takes_the_last_off(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """The same without a mouse; a plain arrow only moves."""
    open_desk(page, "code")
    keys = page.keyboard
    page.get_by_role("button", name="Mark sentences for line 1").focus()
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("Shift+ArrowDown")
    keys.press("Shift+ArrowDown")
    assert marked(page) == [2, 3, 4]
    expect(page.get_by_text("Sentences 2 to 4 are marked for Line 1")).to_be_attached()
    keys.press("Shift+ArrowUp")
    assert marked(page) == [2, 3]
    expect(sentence(page, 3)).to_be_focused()
    keys.press("End")
    keys.press("Shift+ArrowUp")
    assert marked(page) == [2, 3, 7, 8]
    settled(page)
    assert desks.answer("example-code")["lines"][0]["evidence"] == [2, 3, 7, 8]


def test_a_run_without_anything_to_mark_it_for_says_so(page: Page, open_desk: OpenDesk) -> None:
    """On hold and nothing ticked, there is nothing that the sentences could show."""
    open_desk(page, "code")
    page.get_by_role("radio", name="Hold and ask").check()
    drag(page, 2, 4)
    assert marked(page) == []
    told = page.locator(".bht > [role=status]")
    expect(told).to_have_text("Tick what is missing first; then select the sentences that show it.")
    settled(page)
