"""The case desk as a person uses it: a real Voilà page in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from browser import tab_to
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Any, str], Any]

FILLED = {
    "decision": "bill",
    "lines": [
        {
            "code": "90834",
            "units": 2,
            "modifiers": ["95"],
            "place": "10",
            "pointers": [2],
            "evidence": [2],
        },
        {
            "code": "90791",
            "units": 1,
            "modifiers": [],
            "place": None,
            "pointers": [],
            "evidence": [],
        },
    ],
    "diagnoses": ["F41.1", "F33.1", "F99.8"],
    "gaps": [{"id": "signature-missing", "evidence": [8]}],
    "causes": [],
    "order": [],
    "confidence": 2,
    "query": "",
}


def choose(box: Any, words: str) -> None:
    box.fill(words)
    box.press("Enter")


def saved(page: Page, index: int = 0) -> None:
    box = page.locator(".bht-saved").nth(index)
    expect(box).to_have_attribute("data-state", "saved")
    expect(box).to_have_text("Saved 4:02 PM")


def fill_by_mouse(page: Page) -> None:
    page.get_by_role("radio", name="Bill The note").check()
    code = page.get_by_role("combobox", name="Procedure code")
    code.fill("45 min thera")
    page.get_by_role("option", name="90834").click()
    page.get_by_role("spinbutton", name="Units").fill("2")
    page.get_by_role("combobox", name="Place of service").select_option("10")
    page.get_by_role("button", name="Show the list: Modifiers").click()
    page.get_by_role("option", name="95 Live video").click()
    page.get_by_role("button", name="Session 2:05 PM").click()
    page.get_by_role("button", name="Add a line").click()
    second = page.get_by_role("group", name="Line 2")
    second.get_by_role("combobox", name="Procedure code").fill("intake")
    page.get_by_role("option", name="90791").click()
    diagnosis = page.get_by_role("combobox", name="Add a diagnosis")
    for words, option in (("recurrent", "F33.1"), ("anx", "F41.1"), ("f998", "F99.8 Not in our")):
        diagnosis.fill(words)
        page.get_by_role("option", name=option).click()
    page.get_by_role("group", name="Line 1").get_by_role("checkbox", name="1: F33.1").check()
    page.get_by_role("button", name="Move F41.1 up").click()  # the pointer stays with its diagnosis
    page.get_by_role("checkbox", name="Not signed").check()
    page.get_by_role("button", name="Signed electronically").click()
    page.get_by_role("radio", name="Fairly sure").check()


def expect_filled(page: Page) -> None:
    """Every field, one by one: a field that is not looked at is one that gets lost."""
    expect(page.get_by_role("radio", name="Bill The note")).to_be_checked()
    first = page.get_by_role("group", name="Line 1")
    second = page.get_by_role("group", name="Line 2")
    expect(first.get_by_role("combobox", name="Procedure code")).to_have_value("90834")
    expect(first).to_contain_text("Psychotherapy of about 45 minutes")
    expect(first.get_by_role("spinbutton", name="Units")).to_have_value("2")
    expect(first.get_by_role("combobox", name="Place of service")).to_have_value("10")
    expect(first.get_by_role("list", name="Chosen modifiers")).to_contain_text("Live video")
    expect(first).to_contain_text("Sentence 2")
    expect(first.get_by_role("checkbox", name="1: F41.1")).not_to_be_checked()
    expect(first.get_by_role("checkbox", name="2: F33.1")).to_be_checked()
    expect(second.get_by_role("combobox", name="Procedure code")).to_have_value("90791")
    expect(second.get_by_role("combobox", name="Place of service")).to_have_value("")
    listed = page.get_by_role("list", name="Chosen diagnoses").get_by_role("listitem")
    expect(listed).to_have_text(
        [
            "F41.1 generalized anxietyFirst-listed",
            "F33.1 recurrent depression, moderate",
            "F99.8 not in our list",
        ]
    )
    expect(page.get_by_role("checkbox", name="Not signed")).to_be_checked()
    expect(page.get_by_role("checkbox", name="No start and stop")).not_to_be_checked()
    expect(page.get_by_role("radio", name="Fairly sure")).to_be_checked()
    expect(page.get_by_role("button", name="2 Session 2:05 PM")).to_contain_text("Line 1")
    expect(page.get_by_role("button", name="8 Signed electronically")).to_contain_text("Not signed")
    marking = page.get_by_role("combobox", name="Marking for")
    marking.select_option("Missing: Not signed by the clinician")
    pressed = page.locator(".bht-sentence[aria-pressed=true]")
    expect(pressed).to_have_count(1)
    expect(pressed).to_contain_text("Signed electronically")


def test_what_was_filled_in_by_mouse_is_all_there_after_a_reload(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """A learner closes the browser at any moment and finds every field as it was."""
    open_desk(page, "code")
    fill_by_mouse(page)
    saved(page)
    expect_filled(page)
    assert desks.answer("example-code") == FILLED
    open_desk(page, "code")
    expect(page.locator(".bht-saved")).to_have_text("Your saved answer is here")
    expect_filled(page)


def test_a_whole_answer_can_be_given_with_the_keyboard_alone(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Not everybody uses a mouse, and those who code all day least of all."""
    open_desk(page, "code")
    keys = page.keyboard
    tab_to(page, "radio", "Bill The note")
    keys.press("Space")
    tab_to(page, "combobox", "Procedure code")
    keys.type("45 min thera")
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Backspace")
    keys.type("2")
    tab_to(page, "combobox", "Place of service")
    keys.type("10")
    tab_to(page, "combobox", "Modifiers")
    keys.press("ArrowDown")
    keys.press("Enter")
    tab_to(page, "button", "Mark sentences for line 1", back=True)
    keys.press("Enter")
    expect(page.get_by_role("button", name="1 Date of service")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Space")
    keys.press("Escape")
    expect(page.get_by_role("button", name="Mark sentences for line 1")).to_be_focused()
    tab_to(page, "button", "Add a line")
    keys.press("Enter")
    second = page.get_by_role("group", name="Line 2")
    expect(second.get_by_role("combobox", name="Procedure code")).to_be_focused()
    keys.type("90791")
    keys.press("Enter")
    tab_to(page, "combobox", "Add a diagnosis")
    for words in ("recurrent", "anx", "f99.8"):
        keys.type(words)
        keys.press("Enter")
    tab_to(page, "checkbox", "1: F33.1", back=True)
    keys.press("Space")
    tab_to(page, "button", "Move F41.1 up")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Move F41.1 down")).to_be_focused()
    tab_to(page, "checkbox", "Not signed")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    keys.press("End")
    keys.press("Space")
    tab_to(page, "radio", "Guessing")
    keys.press("Space")
    keys.press("ArrowRight")
    saved(page)
    assert desks.answer("example-code") == FILLED
    open_desk(page, "code")
    expect_filled(page)


def test_check_explains_and_takes_the_focus_to_its_heading(page: Page, open_desk: OpenDesk) -> None:
    """After Check a screen reader reads the result, not the top of the page."""
    open_desk(page, "code")
    choose(page.get_by_role("combobox", name="Procedure code"), "90837")
    page.get_by_role("button", name="Check my answer").click()
    heading = page.get_by_role("heading", name="6.5 of 10 points. Look again at")
    expect(heading).to_be_focused()
    feedback = page.locator(".bht-feedback")
    for words in ("Right", "Wrong", "Nearly", "Overcoded", "takes back"):
        expect(feedback).to_contain_text(words)
    link = feedback.get_by_role("link").first
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    deciding = page.get_by_role("button", name="2 Session 2:05 PM")
    expect(deciding).to_contain_text("decides")
    feedback.get_by_role("button", name="Show sentence 2").click()
    expect(deciding).to_be_focused()
    choose(page.get_by_role("combobox", name="Procedure code"), "90834")
    expect(page.get_by_text("You changed your answer.")).to_be_visible()
    expect(deciding).to_contain_text("decides")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("heading", name="10 of 10 points. All of it")).to_be_focused()


def test_an_assessment_saves_and_shows_no_feedback(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """In an assessment nothing on the desk tells right from wrong."""
    open_desk(page, "assessment")
    choose(page.get_by_role("combobox", name="Procedure code"), "90834")
    saved(page)
    expect(page.get_by_role("button", name="Check my answer")).to_have_count(0)
    expect(page.locator(".bht-feedback")).to_be_hidden()
    assert desks.answer("example-code", "assessment")["lines"][0]["code"] == "90834"


def test_unknown_text_goes_back_to_what_was_chosen_with_a_sentence(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """A code that is not in the list is never kept silently."""
    open_desk(page, "code")
    code = page.get_by_role("combobox", name="Procedure code")
    choose(code, "90834")
    code.fill("99999 nonsense")
    code.blur()
    expect(code).to_have_value("90834")
    expect(page.get_by_text("is not in the list, so 90834 was kept")).to_be_visible()
    units = page.get_by_role("spinbutton", name="Units")
    units.fill("-3")
    units.blur()
    expect(units).to_have_value("1")
    expect(page.get_by_text("Units are a whole number")).to_be_visible()
    choose(page.get_by_role("combobox", name="Add a diagnosis"), "not a diagnosis")
    saved(page)
    answer = desks.answer("example-code")
    assert (answer["lines"][0]["code"], answer["lines"][0]["units"]) == ("90834", 1)
    assert answer["diagnoses"] == []


def test_on_hold_the_claim_is_kept_but_does_not_count(page: Page, open_desk: OpenDesk) -> None:
    """Whoever changes the decision back finds the lines again."""
    open_desk(page, "code")
    code = page.get_by_role("combobox", name="Procedure code")
    choose(code, "90834")
    page.get_by_role("radio", name="Hold and ask").check()
    expect(page.get_by_text("On hold, no claim goes out.")).to_be_visible()
    expect(code).to_be_disabled()
    page.get_by_role("radio", name="Bill The note").check()
    expect(code).to_be_enabled()
    expect(code).to_have_value("90834")


def test_a_removed_line_leaves_the_focus_in_the_claim(page: Page, open_desk: OpenDesk) -> None:
    """Focus that falls to the top of the page loses a keyboard user's place."""
    open_desk(page, "code")
    choose(page.get_by_role("combobox", name="Procedure code"), "90834")
    page.get_by_role("button", name="Add a line").click()
    page.get_by_role("button", name="Remove line 2").click()
    expect(page.get_by_role("combobox", name="Procedure code")).to_be_focused()
    page.get_by_role("button", name="Remove line 1").click()
    expect(page.get_by_role("combobox", name="Procedure code")).to_have_value("")
    expect(page.get_by_role("combobox", name="Procedure code")).to_be_focused()


def test_a_drafted_claim_is_accepted_with_one_button(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Accepting restores the draft, whatever was changed before, and decides to bill."""
    open_desk(page, "review")
    code = page.get_by_role("combobox", name="Procedure code")
    expect(code).to_have_value("90837")
    choose(code, "90834")
    page.get_by_role("button", name="Accept as drafted").click()
    expect(page.get_by_role("combobox", name="Procedure code")).to_have_value("90837")
    expect(page.get_by_role("radio", name="Bill The note")).to_be_checked()
    saved(page)
    answer = desks.answer("example-review")
    assert (answer["decision"], answer["lines"][0]["pointers"]) == ("bill", [1])


def test_documentation_asks_for_the_gaps_before_the_claim(page: Page, open_desk: OpenDesk) -> None:
    """What is missing is the question there; the claim comes after."""
    open_desk(page, "documentation")
    headings = page.locator(".bht-form .bht-subtitle").all_text_contents()
    assert headings.index("What is missing from the note?") < headings.index("Service lines")


def test_when_the_kernel_dies_the_desk_says_so_and_keeps_what_is_typed_after(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """A closed laptop, a killed kernel: no edit is lost, and nobody types into a dead page."""
    open_desk(page, "code")
    choose(page.get_by_role("combobox", name="Procedure code"), "90834")
    saved(page)
    desks.kill_kernel()
    alarm = page.get_by_text("The connection to bhtrain was lost. Last state: Saved 4:02 PM.")
    expect(alarm).to_be_visible(timeout=20_000)
    choose(page.get_by_role("combobox", name="Add a diagnosis"), "F33.1")
    page.get_by_role("radio", name="Fairly sure").check()
    assert desks.answer("example-code")["diagnoses"] == []
    page.get_by_role("button", name="Reload the page").click()
    expect(page.get_by_role("list", name="Chosen diagnoses")).to_contain_text("F33.1")
    expect(page.get_by_role("radio", name="Fairly sure")).to_be_checked()
    saved(page)
    answer = desks.answer("example-code")
    assert (answer["lines"][0]["code"], answer["diagnoses"]) == ("90834", ["F33.1"])
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('bhtrain'))") == []
    page.watch.forgive("WebSocket|Failed to load resource|Canceled|disposed|[Cc]onnection")


def test_axe_finds_nothing_while_somebody_works(
    page: Page, open_desk: OpenDesk, axe: Callable[..., Any]
) -> None:
    """With a list open, a sentence marked, and the claim on hold; see test_desk_access_browser."""
    open_desk(page, "code")
    page.get_by_role("checkbox", name="No start and stop").check()
    page.get_by_role("button", name="Client reports").click()
    choose(page.get_by_role("combobox", name="Modifiers"), "video")
    page.get_by_role("combobox", name="Procedure code").fill("thera")
    assert axe(page, ".bht") == []
    page.get_by_role("combobox", name="Procedure code").press("Enter")
    page.get_by_role("radio", name="Hold and ask").check()
    assert axe(page, ".bht") == []


def test_script_in_a_note_stays_text(page: Page, open_desk: OpenDesk) -> None:
    """Whatever an author or a browser sends, it is shown and never run."""
    open_desk(page, "hostile")
    expect(page.get_by_role("heading", name="<b>Task</b>")).to_be_visible()
    expect(page.get_by_text("<script>window.hacked = true</script><b>bold</b>")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".bht :is(img, script, b)").count() == 0


def test_an_abbreviation_is_looked_up_with_the_keyboard(
    page: Page, open_desk: OpenDesk, axe: Callable[..., Any]
) -> None:
    """What LCSW means stands below the note, folded until somebody asks."""
    open_desk(page, "code")
    fold = page.locator(".bht-glossary")
    meaning = fold.get_by_role("definition")
    expect(meaning).to_be_hidden()
    page.get_by_role("button", name="1 Date of service").focus()
    page.keyboard.press("Tab")
    expect(fold.get_by_text("Abbreviations in this note")).to_be_focused()
    page.keyboard.press("Enter")
    expect(fold.get_by_role("term")).to_have_text("LCSW")
    expect(meaning).to_have_text("licensed clinical social worker")
    expect(meaning).to_be_visible()
    assert axe(page, ".bht") == []
    page.keyboard.press("Space")
    expect(meaning).to_be_hidden()


def test_two_desks_on_one_page_keep_their_answers_apart(
    page: Page, desks: Any, open_desk: OpenDesk, axe: Callable[..., Any]
) -> None:
    """An assignment shows several notes on one page."""
    open_desk(page, "two")
    expect(page.locator(".bht")).to_have_count(2)
    first = page.get_by_role("article", name="Task 1 of 2")
    second = page.get_by_role("article", name="Task 2 of 2")
    first.get_by_role("radio", name="Bill The note").check()
    choose(first.get_by_role("combobox", name="Procedure code"), "90834")
    second.get_by_role("radio", name="Hold and ask").check()
    first.get_by_role("button", name="Session 2:05 PM").click()
    saved(page, 0)
    saved(page, 1)
    one, two = desks.answer("example-code", "two"), desks.answer("example-review", "two")
    assert (one["decision"], one["lines"][0]["code"]) == ("bill", "90834")
    assert one["lines"][0]["evidence"] == [2]
    assert (two["decision"], two["lines"][0]["code"]) == ("hold", "90837")
    assert two["lines"][0]["evidence"] == []
    ids = page.evaluate("[...document.querySelectorAll('.bht [id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert axe(page, "main") == []


def test_a_closed_desk_opens_with_its_button(page: Page, open_desk: OpenDesk) -> None:
    """Six notes on a page: one is open, the others wait as a heading."""
    open_desk(page, "closed")
    expect(page.get_by_role("heading", name="Session note")).to_be_hidden()
    button = page.get_by_role("button", name="Open Task 3 of 6")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(page.get_by_role("heading", name="Session note")).to_be_visible()
    expect(page.get_by_role("button", name="Close Task 3 of 6")).to_be_focused()


def test_no_letter_typed_on_a_control_can_reach_jupyterlab_as_a_command(
    page: Page, open_desk: OpenDesk
) -> None:
    """In JupyterLab "x" on a focused button would cut the cell with the desk and its answer.

    Lab asks only the element that has the focus, so the mark stands on every one of them.
    """
    open_desk(page, "code")
    page.get_by_role("checkbox", name="No start and stop").check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".bht-feedback h3")).to_be_focused()
    bare = ":is(a, button, input, select, summary, [tabindex]):not([data-lm-suppress-shortcuts])"
    assert page.locator(f".bht {bare}").count() == 0
