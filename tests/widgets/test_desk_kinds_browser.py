"""The other four kinds of task on the case desk, each as a person does it in a real browser.

The notes are of the practice bank and graded as in practice, so what is expected here comes from
their keys.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser import tab_to
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Any, str], Any]

DENIAL = "modifiers-200"
QUERY = "time-200"
PATTERN = "credentialing-patterns-220"
TRIAGE = "payer-rules-204"
FIRST_CHECK = 30_000  # the rules are loaded with it


def check(page: Page, *, by_keyboard: bool = False) -> Locator:
    """Ask for feedback; it is there when its heading has the focus."""
    if by_keyboard:
        tab_to(page, "button", "Check")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Check").click()
    expect(page.locator(".bht-check-area")).not_to_contain_text("Checking", timeout=FIRST_CHECK)
    feedback = page.locator(".bht-feedback")
    expect(feedback.locator("h3")).to_be_focused(timeout=FIRST_CHECK)
    return feedback


def field(feedback: Locator, label: str) -> Locator:
    return feedback.locator(".bht-result").filter(has=feedback.page.get_by_text(label, exact=True))


def reload_saved(page: Page, desks: Any, open_desk: OpenDesk, task: str) -> dict[str, Any]:
    """Wait until all is saved, and open the page again."""
    expect(page.locator(".bht-saved")).to_have_attribute("data-state", "saved")
    answer = desks.answer(task)
    open_desk(page, task)
    expect(page.locator(".bht-saved")).to_have_text("Your saved answer is here")
    return answer


def choose(box: Any, words: str) -> None:
    box.fill(words)
    box.press("Enter")


# Denial --------------------------------------------------------------------------------------


def test_a_denial_shows_what_came_back_and_names_the_cause(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Guessing the cause costs points, and the right one is named."""
    open_desk(page, DENIAL)
    paper = page.get_by_role("region", name="The claim as it was sent")
    row = paper.get_by_role("row").filter(has_text="99214")
    expect(row.get_by_role("cell")).to_have_text(["99214", "1", "11", "CO-236"])
    expect(paper.get_by_role("row").filter(has_text="90853")).to_contain_text("Nothing")
    expect(paper.get_by_role("listitem")).to_have_count(1)
    expect(paper.get_by_role("listitem")).to_contain_text("not compatible with another")

    page.get_by_role("radio", name="Nothing can be sent").check()
    page.get_by_role("checkbox", name="The place of service is wrong").check()
    feedback = check(page)
    expect(feedback.locator("h3")).to_contain_text("Look again at: decision")
    causes = field(feedback, "Causes")
    expect(causes).to_contain_text("Wrong")
    expect(causes).to_contain_text("Expected: A modifier is missing, wrong or not allowed.")
    expect(feedback.locator(".bht-error").filter(has_text="False cause")).to_contain_text(
        "The place of service is wrong"
    )

    page.get_by_role("radio", name="Send it again or appeal").check()
    page.get_by_role("checkbox", name="The place of service is wrong").uncheck()
    page.get_by_role("checkbox", name="A modifier is missing").check()
    for line, modifier in (("Line 2", "25"), ("Line 3", "59")):
        group = page.get_by_role("group", name=line)
        choose(group.get_by_role("combobox", name="Modifiers"), modifier)
    for number in (1, 2, 6, 7):
        page.locator(".bht-sentence").nth(number - 1).click()
    feedback = check(page)
    expect(feedback.locator("h3")).to_have_text("10 of 10 points. All of it is right.")
    expect(field(feedback, "Causes")).to_contain_text("A modifier is missing, wrong or not allowed")

    answer = reload_saved(page, desks, open_desk, DENIAL)
    assert (answer["decision"], answer["causes"]) == ("bill", ["modifier"])
    assert [line["modifiers"] for line in answer["lines"]] == [[], ["25"], ["59"]]
    expect(page.get_by_role("radio", name="Send it again or appeal")).to_be_checked()
    expect(page.get_by_role("checkbox", name="A modifier is missing")).to_be_checked()
    expect(page.get_by_role("checkbox", name="The place of service")).not_to_be_checked()
    expect(page.get_by_role("button", name="Remove modifier 59")).to_be_visible()


# Query ---------------------------------------------------------------------------------------

WORDS = "Dear Dr. Oduya, when did the session of January 14 begin and end? <b>The claim</b> waits."


def test_a_query_earns_points_so_far_and_shows_what_a_good_question_has(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """The question itself is for a person; the learner gets the list and a model to compare."""
    open_desk(page, QUERY)
    question = page.get_by_role("textbox", name="Your question to the clinician")
    page.get_by_role("radio", name="Bill The note").check()
    question.fill("When?")
    expect(page.get_by_text("1 word", exact=True)).to_be_visible()
    feedback = check(page)
    expect(feedback.locator("h3")).to_contain_text(
        "0 of 4 points, your question aside. Look again at: decision"
    )

    page.get_by_role("radio", name="Hold and ask").check()
    page.get_by_role("checkbox", name="Only the booked slot").check()
    page.locator(".bht-sentence").first.click()
    question.fill(WORDS)
    feedback = check(page)
    expect(feedback.locator("h3")).to_have_text(
        "4 of 4 points, your question aside. All of it is right."
    )
    for words in ("A question that would do", "I will hold the claim until I hear from you."):
        expect(feedback).to_contain_text(words)
    expect(feedback.get_by_text("Here nobody does: compare for yourself.")).to_be_visible()
    rubric = feedback.locator("ul.bht-ordered").get_by_role("listitem")
    expect(rubric).to_have_count(4)
    expect(rubric.first).to_contain_text("2 points: Names the session")
    expect(rubric.last).to_contain_text("1 point: Says that the claim waits")

    answer = reload_saved(page, desks, open_desk, QUERY)
    assert (answer["decision"], answer["query"]) == ("hold", WORDS)
    assert answer["gaps"] == [{"id": "time-scheduled-only", "evidence": [1]}]
    expect(page.get_by_role("textbox", name="Your question")).to_have_value(WORDS)
    expect(page.get_by_role("checkbox", name="Only the booked slot")).to_be_checked()
    expect(page.get_by_role("radio", name="Hold and ask")).to_be_checked()


def test_a_query_can_be_answered_with_the_keyboard_alone(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """From the decision over the sentence to the question and its check."""
    open_desk(page, QUERY)
    keys = page.keyboard
    tab_to(page, "radio", "Bill The note")
    keys.press("Space")
    keys.press("ArrowDown")
    tab_to(page, "checkbox", "Only the booked slot")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator(".bht-sentence").first).to_be_focused()
    keys.press("Space")
    keys.press("Escape")
    tab_to(page, "textbox", "Your question to the clinician")
    keys.type(WORDS)
    tab_to(page, "radio", "Guessing")
    keys.press("Space")
    feedback = check(page, by_keyboard=True)
    expect(feedback.locator("h3")).to_contain_text("4 of 4 points, your question aside")
    answer = desks.answer(QUERY)
    assert (answer["decision"], answer["query"], answer["confidence"]) == ("hold", WORDS, 1)
    assert answer["gaps"] == [{"id": "time-scheduled-only", "evidence": [1]}]


# Pattern -------------------------------------------------------------------------------------


def test_a_month_is_judged_by_what_stands_out(page: Page, desks: Any, open_desk: OpenDesk) -> None:
    """The feedback names what a payer would ask about and lights the sentences that decide."""
    open_desk(page, PATTERN)
    page.get_by_role("radio", name="Nothing stands out").check()
    page.get_by_role("checkbox", name="The same code or the same minutes").check()
    feedback = check(page)
    expect(feedback.locator("h3")).to_have_text("0 of 10 points. Look again at: decision, causes.")
    expect(field(feedback, "Causes")).to_contain_text(
        "Expected: Far more 60-minute sessions than peers."
    )
    deciding = page.locator(".bht-sentence[data-decides]")
    expect(deciding).to_have_count(2)
    expect(deciding.first).to_contain_text("one slot length")

    page.get_by_role("radio", name="Ask, and look at the notes").check()
    page.get_by_role("checkbox", name="The same code or the same minutes").uncheck()
    page.get_by_role("checkbox", name="Far more 60-minute sessions").check()
    feedback = check(page)
    expect(feedback.locator("h3")).to_have_text("10 of 10 points. All of it is right.")
    expect(field(feedback, "Decision")).to_contain_text("As the month shows it.")
    expect(field(feedback, "Causes")).to_contain_text("Far more 60-minute sessions than peers.")

    answer = reload_saved(page, desks, open_desk, PATTERN)
    assert (answer["decision"], answer["causes"]) == ("hold", ["long-sessions"])
    expect(page.get_by_role("radio", name="Ask, and look at the notes")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Far more 60-minute sessions")).to_be_checked()


def test_a_note_without_anything_to_mark_has_no_buttons(page: Page, open_desk: OpenDesk) -> None:
    """A sentence that does nothing when pressed must not look as if it did."""
    open_desk(page, PATTERN)
    memo = page.get_by_role("region", name="On your desk")
    expect(memo).to_contain_text("There is nothing to mark in this text.")
    expect(memo.get_by_role("list").get_by_role("button")).to_have_count(0)
    memo.focus()
    expect(memo).to_be_focused()


HEADINGS = ["Date", "Client", "Code", "Minutes", "Start", "Stop", "Units", "Modifiers", "Place"]


def test_the_month_sorts_by_each_heading(page: Page, open_desk: OpenDesk) -> None:
    """Numbers sort as numbers, days as days, and a screen reader hears by which."""
    open_desk(page, PATTERN)
    table = page.get_by_role("table", name="Billed lines")
    expect(table.get_by_role("columnheader")).to_have_text(HEADINGS)
    expect(table.locator("tbody tr")).to_have_count(78)
    expect(table.locator("tbody tr").first).to_contain_text("Wed 05/01")

    def shown(place: int) -> list[Any]:
        texts = table.locator(f"tbody td:nth-child({place + 1})").all_text_contents()
        if HEADINGS[place] in ("Minutes", "Units"):
            return [int(text or 0) for text in texts]
        return [text.split()[-1] if text else "" for text in texts]

    for place in (*range(1, len(HEADINGS)), 0):  # by date it is sorted at first
        name = HEADINGS[place]
        header = table.get_by_role("columnheader").nth(place)
        for sign, words in (("ascending", "lowest first"), ("descending", "highest first")):
            header.get_by_role("button").press("Enter")
            expect(header).to_have_attribute("aria-sort", sign)
            expect(table.locator("[aria-sort]")).to_have_count(1)
            expect(header.get_by_role("button")).to_be_focused()
            expect(page.get_by_text(f"Sorted by {name}, {words}.")).to_be_attached()
            assert shown(place) == sorted(shown(place), reverse=sign == "descending")


def test_the_month_scrolls_with_the_keyboard(
    page: Page, narrow_page: Page, open_desk: OpenDesk
) -> None:
    """Seventy-eight lines and nine columns, and not everybody has a wheel."""
    open_desk(page, PATTERN)
    tab_to(page, "region", "Table of billed lines")
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 400")

    open_desk(narrow_page, PATTERN)
    expect(narrow_page.get_by_text("The table goes on to the right.")).to_be_visible()
    tab_to(narrow_page, "region", "Table of billed lines")
    for _ in range(10):
        narrow_page.keyboard.press("ArrowRight")
    narrow_page.wait_for_function("document.activeElement.scrollLeft > 100")


# Triage --------------------------------------------------------------------------------------


def queue(page: Page) -> Locator:
    return page.get_by_role("list", name="The queue").get_by_role("listitem")


def letters(*items: str) -> list[Any]:
    """The items of a list in this order, each known by its letter."""
    return [re.compile(rf"^{item} ") for item in items]


def test_a_queue_is_put_in_order_and_ours_is_shown_item_by_item(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """Letters alone say nothing to somebody who has just read five claims."""
    open_desk(page, TRIAGE)
    expect(page.get_by_text("You have not ordered anything yet.")).to_be_visible()
    page.get_by_role("button", name="Keep this order").click()
    expect(page.get_by_text("This order is your answer.")).to_be_focused()
    feedback = check(page)
    expect(feedback.locator("h3")).to_have_text(
        "8 of 10 points. Look again at: order of the queue."
    )
    expect(field(feedback, "Order of the queue")).to_contain_text("8 of 10 pairs")
    errors = feedback.locator(".bht-error")
    expect(errors).to_have_text(["Wrong order B comes before A.", "Wrong order C comes before A."])
    ours = feedback.locator("ol.bht-ordered").get_by_role("listitem")
    expect(ours).to_have_text(letters("B", "C", "A", "D", "E"))
    expect(ours.first).to_contain_text("found on Friday in a folder of unbilled visits")

    page.get_by_role("button", name="Move A down").click()
    page.get_by_role("button", name="Move A down").click()
    feedback = check(page)
    expect(feedback.locator("h3")).to_have_text("10 of 10 points. All of it is right.")

    answer = reload_saved(page, desks, open_desk, TRIAGE)
    assert answer["order"] == ["b", "c", "a", "d", "e"]
    expect(queue(page)).to_have_text(letters("B", "C", "A", "D", "E"))
    expect(page.get_by_role("button", name="Keep this order")).to_be_hidden()


def test_a_queue_is_ordered_with_the_keyboard_alone(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """The focus stays on the button of what was moved, or it would have to be sought each time."""
    open_desk(page, TRIAGE)
    keys = page.keyboard
    tab_to(page, "button", "Move A down")
    for place in (2, 3, 4):
        keys.press("Enter")
        expect(page.get_by_role("button", name="Move A down")).to_be_focused()
        expect(page.get_by_text(f"A is now number {place}.")).to_be_attached()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Move A down")).to_be_disabled()
    expect(page.get_by_role("button", name="Move A up")).to_be_focused()
    keys.press("Space")
    keys.press("Space")
    expect(page.get_by_role("button", name="Move A up")).to_be_focused()
    expect(queue(page)).to_have_text(letters("B", "C", "A", "D", "E"))
    feedback = check(page, by_keyboard=True)
    expect(feedback.locator("h3")).to_have_text("10 of 10 points. All of it is right.")
    assert desks.answer(TRIAGE)["order"] == ["b", "c", "a", "d", "e"]


# All -----------------------------------------------------------------------------------------


def test_script_in_what_the_new_kinds_show_stays_text(page: Page, open_desk: OpenDesk) -> None:
    """In a queue, a month, a remittance, a cause, a rubric or a model question."""
    open_desk(page, "hostile-kinds")
    expect(page.locator(".bht")).to_have_count(4)
    for kind in ("denial", "query", "pattern", "triage"):
        desk = page.get_by_role("article", name=kind)
        desk.get_by_role("button", name="Give me a hint").click()
        expect(desk.get_by_text("Says <script>window.hacked = true</script><img")).to_be_visible()
        desk.get_by_role("button", name="Check").click()
        expect(desk.locator(".bht-feedback h3")).to_be_focused()
    attack = "<script>window.hacked = true</script><img"
    for stem in ("Item", "Ordered", "Client", "Code", "Mark", "Reason", "Cause", "Rubric"):
        expect(page.get_by_text(f"{stem} {attack}").first).to_be_visible()
    expect(page.get_by_text(f"Question {attack}").first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".bht :is(img, script, b)").count() == 0
