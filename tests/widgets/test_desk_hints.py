"""Hints, the warning of real identifiers, and refused nonsense, without a browser."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from desk_example import BOOK, QUERY, REVIEW, TASK
from hypothesis import given
from hypothesis import strategies as st

from bhtrain.errors import BhtrainError
from bhtrain.grading.answers import answer_to_dict
from bhtrain.model.claim import Answer, Claim, Gap, ServiceLine
from bhtrain.model.scenario import Kind
from bhtrain.scenarios.bank import shipped_bank
from bhtrain.widgets import desk as desk_module
from bhtrain.widgets.desk import CaseDesk
from bhtrain.widgets.lookalikes import lookalikes
from bhtrain.widgets.texts import TEXTS

PHONE = "Please call the client at (415) 555-0199 today."


def desk(task: Any = TASK, *, setting: str = "practice", **options: Any) -> CaseDesk:
    made = {
        "on_answer": lambda _answer: "Saved 4:02 PM",
        "on_check": (lambda _answer: {"headline": "Right"}) if setting == "practice" else None,
        "codebook": BOOK,
        **options,
    }
    return CaseDesk(task, setting=setting, **made)


def step(number: int) -> dict[str, Any]:
    return {"step": number, "competencies": ["time"], "sentences": [2], "rules": []}


def sent(answer: Answer, revision: int) -> dict[str, Any]:
    return {**answer_to_dict(answer), "revision": revision}


# Hints ---------------------------------------------------------------------------------------


def test_hints_come_one_by_one_and_only_when_asked_for() -> None:
    """The browser holds nothing of a key before somebody presses the button."""
    given: list[int] = []
    one = desk(on_hint=lambda number: given.append(number) or step(number))
    assert (one.hints["steps"], one.hints["given"]) == (3, [])
    for number in (1, 2, 3):
        one.set_state({"hint_asks": number})
        assert [hint["step"] for hint in one.hints["given"]] == list(range(1, number + 1))
    one.set_state({"hint_asks": 4})
    assert given == [1, 2, 3]
    assert len(one.hints["given"]) == 3


def test_what_was_taken_before_is_there_again_and_the_next_step_follows() -> None:
    """A reload takes nothing away, and gives nothing twice."""
    given: list[int] = []
    one = desk(on_hint=lambda number: given.append(number) or step(number), hints=[step(1)])
    assert one.hints["given"] == [step(1)]
    one.set_state({"hint_asks": 1})
    assert given == [2]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BhtrainError("This note is gone."), "This note is gone."),
        (OSError(28, "No space left on device"), TEXTS["hint.failed"]),
    ],
)
def test_a_hint_that_cannot_be_recorded_is_not_given(error: Exception, words: str) -> None:
    """A first try must not look unaided; the same step can be asked for once more."""
    asked: list[int] = []

    def record(number: int) -> dict[str, Any]:
        asked.append(number)
        if len(asked) == 1:
            raise error
        return step(number)

    one = desk(on_hint=record)
    one.set_state({"hint_asks": 1})
    assert (one.hints["given"], one.hints["problem"]) == ([], words)
    one.set_state({"hint_asks": 2})
    assert asked == [1, 1]
    assert (one.hints["given"], one.hints["problem"]) == ([step(1)], "")


@given(
    asked=st.none()
    | st.booleans()
    | st.floats()
    | st.text()
    | st.just("<b>1</b>" * 131_072)
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.text(), st.integers(), max_size=2)
)
def test_nonsense_asks_for_no_hint_and_the_desk_lives(asked: Any) -> None:
    """Nobody is charged with a hint because a page is broken."""
    given: list[int] = []
    one = desk(on_hint=lambda number: given.append(number) or step(number))
    one.set_state({"hint_asks": asked})
    assert given == []
    one.set_state({"hint_asks": 7})
    assert given == [1]


def test_an_assessment_has_no_hints() -> None:
    """Not even when the page is made to ask."""
    one = desk(setting="assessment")
    one.set_state({"hint_asks": 1})
    assert (one.hints["steps"], one.hints["given"]) == (0, [])
    with pytest.raises(ValueError, match="assessment gives no hints"):
        desk(setting="assessment", on_hint=step)


# Identifiers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["practice", "assessment"])
def test_words_that_look_real_are_named_and_the_question_is_saved(setting: str) -> None:
    """It warns and never blocks: the learner knows who is invented."""
    taken: list[Answer] = []
    one = desk(QUERY, setting=setting, on_answer=lambda answer: taken.append(answer) or "Saved")
    one.set_state({"answer": sent(Answer(query=PHONE), 1)})
    assert [row[:2] for row in one.lookalikes] == [["(415) 555-0199", "a telephone number"]]
    assert [answer.query for answer in taken] == [PHONE]
    assert one.received == {"revision": 1, "ok": True}
    one.set_state({"answer": sent(Answer(query="When did it end?"), 2)})
    assert one.lookalikes == []


def test_a_saved_question_is_looked_at_when_its_desk_opens() -> None:
    """A warning must not go away because the page was reloaded."""
    assert len(desk(QUERY, answer=Answer(query=PHONE)).lookalikes) == 1


def test_only_a_changed_question_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tick of a box saves the answer; that stays quick."""
    looked: list[str] = []
    monkeypatch.setattr(desk_module, "lookalikes", lambda text, _task: looked.append(text) or [])
    one = desk(QUERY)
    one.set_state({"answer": sent(Answer(query="When?"), 1)})
    one.set_state({"answer": sent(Answer(query="When?", confidence=2), 2)})
    one.set_state({"answer": sent(Answer(query="When, then?", confidence=2), 3)})
    assert looked == ["When?", "When, then?"]
    other = desk(TASK)
    other.set_state({"answer": sent(Answer(query="When?"), 1)})
    assert len(looked) == 2


def test_the_lint_is_not_loaded_with_the_desk() -> None:
    """Most pages show no question, and its word lists cost a fifth of a second."""
    program = (
        "import sys; from desk_example import TASK, BOOK;"
        "from bhtrain.widgets.desk import CaseDesk;"
        "CaseDesk(TASK, setting='assessment', on_answer=str, codebook=BOOK);"
        "print('bhtrain.scenarios.deidentify' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == "False"


def test_a_lint_that_fails_is_no_lost_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bhtrain.scenarios.deidentify.find_identifiers", lambda *_, **__: 1 / 0)
    one = desk(QUERY)
    one.set_state(
        {"answer": sent(Answer(query=PHONE), 1)},
    )
    assert (one.lookalikes, one.current.query) == ([], PHONE)


QUERIES = [
    scenario
    for scenario in map(shipped_bank().scenario, shipped_bank().ids())
    if scenario.task.kind is Kind.QUERY
]


@pytest.mark.parametrize("scenario", QUERIES, ids=lambda scenario: scenario.task.id)
def test_a_good_question_raises_no_alarm(scenario: Any) -> None:
    """It names the clinician, the session and its day; a warning at each would not be read."""
    assert lookalikes(scenario.key.model_query, scenario.task) == []


def test_what_stands_in_the_note_may_be_repeated_and_the_rest_is_named_once() -> None:
    told = lookalikes(
        "R. Alvarez at Main Street, write to jo@example.com and again to jo@example.com.", QUERY
    )
    assert [row[0] for row in told] == ["jo@example.com"]


def test_a_long_list_of_identifiers_is_cut() -> None:
    """Five are named; who pasted a record has seen enough."""
    text = " ".join(f"Call (415) 555-01{number:02}." for number in range(40))
    assert len(lookalikes(text, QUERY)) == 5


# Nonsense ------------------------------------------------------------------------------------

LINE = ServiceLine(code="90834")


def claim(**parts: Any) -> Answer:
    return Answer(claim=Claim(lines=(replace(LINE, **parts),), diagnoses=("F33.1",)))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (claim(code="99999"), "“99999” is not in the list of procedure codes."),
        (claim(code="<b>x</b>"), "“<b>x</b>” is not in the list of procedure codes."),
        (claim(modifiers=("ZZ",)), "“ZZ” is not in the list of modifiers."),
        (claim(place="99"), "“99” is not in the list of places of service."),
        (claim(units=0), "Units are a whole number from 1 to 999, not 0."),
        (claim(pointers=(2,)), "There is no diagnosis number 2."),
        (claim(evidence=(9,)), "The note has no sentence 9."),
        (claim(evidence=(0,)), "The note has no sentence 0."),
        (
            Answer(claim=Claim(diagnoses=("\N{GRINNING FACE}",))),
            "“\N{GRINNING FACE}” does not read like a diagnosis code.",
        ),
        (Answer(claim=Claim(diagnoses=("f33.1",))), "“f33.1” does not read like a diagnosis code."),
        (Answer(gaps=(Gap(id="weather"),)), "“weather” is not in the list of what can be missing."),
        (
            Answer(gaps=(Gap(id="time-missing", evidence=(9,)),)),
            "The note has no sentence 9.",
        ),
        (Answer(confidence=0), "How sure you are is 1, 2 or 3, not 0."),
    ],
)
def test_what_no_control_gives_is_refused_in_words(answer: Answer, words: str) -> None:
    """The note has eight sentences, and the small codebook its own codes."""
    taken: list[Answer] = []
    one = desk(on_answer=lambda given: taken.append(given) or "Saved")
    one.set_state({"answer": sent(answer, 1)})
    assert one.saved == TEXTS["saved.refused"].format(why=words)
    assert (taken, one.current) == ([], Answer())
    one.set_state({"answer": sent(Answer(confidence=3), 2)})
    assert [given.confidence for given in taken] == [3]


def test_what_the_desk_held_already_stays_allowed() -> None:
    """A code may have left the list since it was chosen, and a denied claim may hold anything."""
    old = claim(code="99441", modifiers=("GT",), place="99", evidence=(12,))
    old = replace(old, claim=replace(old.claim, diagnoses=("309.81",)))
    one = desk(answer=old)
    more = replace(old, confidence=2)
    one.set_state({"answer": sent(more, 1)})
    assert one.current == more
    drafted = replace(REVIEW, draft=old.claim)
    other = desk(drafted, answer=Answer())
    other.set_state({"answer": sent(more, 1)})
    assert other.current == more


text = st.text(max_size=8) | st.sampled_from(
    ["<script>alert(1)</script>", "\N{GRINNING FACE}" * 3, "90834", "95", "11", "F33.1", "x" * 3000]
)
number = st.integers(min_value=-1, max_value=10_000)


@given(
    line=st.fixed_dictionaries(
        {
            "code": text,
            "units": number,
            "modifiers": st.lists(text, max_size=2),
            "place": st.none() | text,
            "pointers": st.lists(number, max_size=2),
            "evidence": st.lists(number, max_size=2),
        }
    ),
    diagnoses=st.lists(text, max_size=2),
    gap=text | st.just("time-missing"),
)
def test_nothing_is_kept_that_could_not_be_chosen(
    line: dict[str, Any], diagnoses: list[str], gap: str
) -> None:
    """Whatever a field is made to hold, the store stays clean and the desk alive."""
    taken: list[Answer] = []
    one = desk(on_answer=lambda answer: taken.append(answer) or "Saved")
    message = {"lines": [line], "diagnoses": diagnoses, "gaps": [{"id": gap}], "revision": 1}
    one.set_state({"answer": message})
    for answer in taken:
        (kept,) = answer.claim.lines
        assert kept.code in {"", *BOOK.codes}
        assert set(kept.modifiers) <= set(BOOK.modifiers)
        assert kept.place in {None, *BOOK.places}
        assert 1 <= kept.units <= 999
        assert all(1 <= at <= len(answer.claim.diagnoses) for at in kept.pointers)
        assert all(1 <= at <= len(TASK.note) for at in kept.evidence)
        assert all(code.isascii() and len(code) <= 8 for code in answer.claim.diagnoses)
        assert answer.gap_ids <= {"time-missing", "time-scheduled-only", "signature-missing"}
    assert bool(taken) == one.received["ok"]
    assert len(one.saved) < 300
    assert json.dumps(answer_to_dict(one.current))
