"""Each kind of task once with a wrong and then with a right answer, by role and name alone.

The notes are of the practice bank; what is expected of an answer comes from their keys.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

FIRST_CHECK = 30_000  # the rules are loaded with it
ALL_RIGHT = "10 of 10 points. All of it is right."
QUESTION = (
    "When did the session of January 14 begin and end? The claim waits until I hear from you."
)


@dataclass(frozen=True)
class Walk:
    """One note: two answers to it, and what the desk says of each."""

    note: str
    wrong: Callable[[Locator], None]
    wrong_says: str  # a part of the headline
    right: Callable[[Locator], None]
    right_says: str
    answer: Mapping[str, Any]  # what answers.json holds of it in the end


def choose(box: Locator, words: str) -> None:
    """Type into a field with a list and take its first entry."""
    box.fill(words)
    box.press("Enter")


def mark(desk: Locator, *numbers: int) -> None:
    """Mark sentences of the note."""
    for number in numbers:
        desk.locator(".bht-sentence").nth(number - 1).click()


def check(desk: Locator, says: str) -> Locator:
    """Ask for feedback; it is there when its heading has the focus."""
    desk.get_by_role("button", name=re.compile("^Check (my answer|again)$")).click()
    expect(desk.locator(".bht-check-area")).not_to_contain_text("Checking", timeout=FIRST_CHECK)
    feedback = desk.locator(".bht-feedback")
    expect(feedback.locator("h3")).to_be_focused()
    expect(feedback.locator("h3")).to_contain_text(says)
    return feedback


def walk(desk: Locator, kind: str) -> None:
    """Give the wrong answer, read what is said, give the right one, and see it saved."""
    one = WALKS[kind]
    one.wrong(desk)
    feedback = check(desk, one.wrong_says)
    not_right = feedback.locator(".bht-results .bht-verdict").filter(has_not_text="Right")
    expect(not_right.first).to_be_visible()
    one.right(desk)
    expect(desk.get_by_text("You changed your answer.")).to_be_visible()
    feedback = check(desk, one.right_says)
    expect(not_right).to_have_count(0)
    expect(desk.locator(".bht-saved")).to_have_attribute("data-state", "saved")


def fields(desk: Locator) -> str:
    """All that stands in note and form, with names, values and marks, as it is read aloud."""
    return desk.locator(".bht-note").aria_snapshot() + desk.locator(".bht-form").aria_snapshot()


# The answers ---------------------------------------------------------------------------------


def _code_by_the_booked_time(desk: Locator) -> None:
    desk.get_by_role("radio", name="Bill The note").check()
    choose(desk.get_by_role("combobox", name="Procedure code"), "90834")
    desk.get_by_role("combobox", name="Place of service").select_option("11")
    choose(desk.get_by_role("combobox", name="Add a diagnosis"), "F41.1")
    mark(desk, 2)


def _code_by_the_time_spent(desk: Locator) -> None:
    choose(desk.get_by_role("combobox", name="Procedure code"), "90832")


def _accept_the_draft(desk: Locator) -> None:
    desk.get_by_role("button", name="Accept as drafted").click()


def _correct_the_draft(desk: Locator) -> None:
    desk.get_by_role("button", name="Remove F50.81", exact=True).click()
    choose(desk.get_by_role("combobox", name="Add a diagnosis"), "F50.811")
    mark(desk, 1, 3, 7)


def _bill_whatever_is_missing(desk: Locator) -> None:
    desk.get_by_role("radio", name="Bill The note").check()


def _see_what_is_missing(desk: Locator) -> None:
    desk.get_by_role("radio", name="Hold and ask").check()
    desk.get_by_role("checkbox", name="Signed without credentials").check()
    mark(desk, 16)


def _give_up_a_denial(desk: Locator) -> None:
    desk.get_by_role("radio", name="Nothing can be sent").check()
    desk.get_by_role("checkbox", name="The place of service is wrong").check()


def _mend_a_denial(desk: Locator) -> None:
    desk.get_by_role("radio", name="Send it again or appeal").check()
    desk.get_by_role("checkbox", name="The place of service is wrong").uncheck()
    desk.get_by_role("checkbox", name="A modifier is missing").check()
    for line, modifier in (("Line 2", "25"), ("Line 3", "59")):
        group = desk.get_by_role("group", name=line)
        choose(group.get_by_role("combobox", name="Modifiers"), modifier)
    mark(desk, 1, 2, 6, 7)


def _ask_nothing(desk: Locator) -> None:
    desk.get_by_role("radio", name="Bill The note").check()
    desk.get_by_role("textbox", name="Your question to the clinician").fill("When?")


def _ask_well(desk: Locator) -> None:
    desk.get_by_role("radio", name="Hold and ask").check()
    desk.get_by_role("checkbox", name="Only the booked slot").check()
    mark(desk, 1)
    desk.get_by_role("textbox", name="Your question to the clinician").fill(QUESTION)


def _see_nothing_in_a_month(desk: Locator) -> None:
    desk.get_by_role("radio", name="Nothing stands out").check()
    desk.get_by_role("checkbox", name="The same code or the same minutes").check()


def _see_the_long_sessions(desk: Locator) -> None:
    desk.get_by_role("radio", name="Ask, and look at the notes").check()
    desk.get_by_role("checkbox", name="The same code or the same minutes").uncheck()
    desk.get_by_role("checkbox", name="Far more 60-minute sessions").check()


def _leave_the_queue(desk: Locator) -> None:
    desk.get_by_role("button", name="Keep this order").click()


def _order_the_queue(desk: Locator) -> None:
    desk.get_by_role("button", name="Move A down").click()
    desk.get_by_role("button", name="Move A down").click()


def _line(code: str, *modifiers: str, evidence: tuple[int, ...] = ()) -> dict[str, Any]:
    return {
        "code": code,
        "units": 1,
        "modifiers": list(modifiers),
        "place": "11",
        "pointers": [],
        "evidence": list(evidence),
    }


WALKS = {
    "code": Walk(
        "time-001",
        _code_by_the_booked_time,
        "Look again at: procedure codes",
        _code_by_the_time_spent,
        ALL_RIGHT,
        {
            "decision": "bill",
            "lines": [_line("90832", evidence=(2,))],
            "diagnoses": ["F41.1"],
        },
    ),
    "review": Walk(
        "annual-updates-242",
        _accept_the_draft,
        "Look again at: diagnoses",
        _correct_the_draft,
        ALL_RIGHT,
        {
            "decision": "bill",
            "lines": [_line("90834", evidence=(1, 3, 7))],
            "diagnoses": ["F50.811"],
        },
    ),
    "documentation": Walk(
        "documentation-elements-101",
        _bill_whatever_is_missing,
        "Look again at: decision",
        _see_what_is_missing,
        ALL_RIGHT,
        {"decision": "hold", "gaps": [{"id": "signature-credentials", "evidence": [16]}]},
    ),
    "denial": Walk(
        "modifiers-200",
        _give_up_a_denial,
        "Look again at: decision",
        _mend_a_denial,
        ALL_RIGHT,
        {
            "decision": "bill",
            "causes": ["modifier"],
            "lines": [
                _line("90853", evidence=(1, 2, 6, 7)),
                _line("99214", "25"),
                _line("90833", "59"),
            ],
            "diagnoses": ["F33.1"],
        },
    ),
    "query": Walk(
        "time-200",
        _ask_nothing,
        "Look again at: decision",
        _ask_well,
        "4 of 4 points, your question aside. All of it is right.",
        {
            "decision": "hold",
            "gaps": [{"id": "time-scheduled-only", "evidence": [1]}],
            "query": QUESTION,
        },
    ),
    "pattern": Walk(
        "credentialing-patterns-220",
        _see_nothing_in_a_month,
        "0 of 10 points. Look again at: decision, causes.",
        _see_the_long_sessions,
        ALL_RIGHT,
        {"decision": "hold", "causes": ["long-sessions"]},
    ),
    "triage": Walk(
        "payer-rules-204",
        _leave_the_queue,
        "8 of 10 points. Look again at: order of the queue.",
        _order_the_queue,
        ALL_RIGHT,
        {"order": ["b", "c", "a", "d", "e"]},
    ),
}
