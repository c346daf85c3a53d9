"""The case desk without a browser: what Python hands over, takes, and refuses."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk_example import BOOK, DOCUMENTATION, HOSTILE_KINDS, REVIEW, TASK, feedback_for
from hypothesis import given
from hypothesis import strategies as st

from bhtrain.errors import BhtrainError
from bhtrain.grading.answers import answer_to_dict
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine
from bhtrain.model.papers import QueueItem, RemittanceLine
from bhtrain.model.scenario import Kind, Task
from bhtrain.widgets import modules
from bhtrain.widgets.desk import CaseDesk, remittance_words
from bhtrain.widgets.texts import TEXTS

FULL = Answer(
    decision=Decision.BILL,
    claim=Claim(
        lines=(
            ServiceLine(
                code="90834", units=2, modifiers=("95",), place="10", pointers=(1,), evidence=(2,)
            ),
        ),
        diagnoses=("F33.1", "F41.1"),
    ),
    gaps=(Gap(id="time-missing", evidence=(3,)),),
    confidence=2,
    query="Which stop time is right?",
)


def desk(
    task: Task = TASK,
    *,
    setting: str = "practice",
    on_answer: Callable[[Answer], str] = lambda answer: "Saved 4:02 PM",
    **options: Any,
) -> CaseDesk:
    on_check = feedback_for if setting == "practice" else None
    return CaseDesk(
        task,
        **{
            "setting": setting,
            "on_answer": on_answer,
            "on_check": on_check,
            "codebook": BOOK,
            **options,
        },
    )


def from_browser(one: CaseDesk, **state: Any) -> None:
    """What arrives when the browser sends these traits."""
    one.set_state(state)


def sent(answer: Answer, revision: int) -> dict[str, Any]:
    return {**answer_to_dict(answer), "revision": revision}


def test_every_field_that_the_browser_sends_is_saved_and_acknowledged() -> None:
    """The learner sees "Saved" only for what on_answer took."""
    taken: list[Answer] = []
    one = desk(on_answer=lambda answer: taken.append(answer) or "Saved 4:02 PM")
    from_browser(one, answer=sent(FULL, 1))
    assert taken == [FULL]
    assert one.current == FULL
    assert (one.saved, one.received) == ("Saved 4:02 PM", {"revision": 1, "ok": True})


def test_an_older_revision_does_not_overwrite_a_newer_answer() -> None:
    """A message that comes late must not undo what was typed after it."""
    one = desk()
    from_browser(one, answer=sent(FULL, 5))
    from_browser(one, answer=sent(Answer(), 4))
    assert one.current == FULL


@pytest.mark.parametrize(
    "bad",
    [
        [],
        "text",
        None,
        7,
        {"decision": "perhaps", "revision": 1},
        {"lines": {"code": "90834"}, "revision": 1},
        {"lines": [{"code": 90834}], "revision": 1},
        {"lines": [{"code": "90834", "units": "two"}], "revision": 1},
        {"diagnoses": ["x" * 1_000_000], "revision": 1},
        {"gaps": [{"id": None}], "revision": 1},
        {"confidence": 99, "revision": 1},
        {"revision": "first", "decision": []},
    ],
)
def test_nonsense_from_the_browser_is_refused_in_words_and_saves_nothing(bad: Any) -> None:
    """A broken page must leave the desk alive and the store clean."""
    taken: list[Answer] = []
    one = desk(answer=FULL, on_answer=lambda answer: taken.append(answer) or "Saved")
    from_browser(one, answer=bad)
    assert taken == []
    assert one.current == FULL
    assert one.saved.startswith("This change was not saved: ")
    assert one.received["ok"] is False
    from_browser(one, answer=sent(Answer(confidence=3), 2))
    assert [answer.confidence for answer in taken] == [3]


MEGABYTE = "<b>x</b>" * 131_072
no_text = (
    st.integers()
    | st.floats()
    | st.booleans()
    | st.just(MEGABYTE)
    | st.dictionaries(st.text(), st.text(), max_size=2)
    | st.lists(st.none() | st.integers(), min_size=1, max_size=2)
)
no_list_of_texts = (
    no_text.filter(lambda value: not isinstance(value, list))
    | st.text()
    | st.lists(no_text, min_size=1, max_size=3)
    | st.lists(st.just("a"), min_size=201, max_size=300)
)
markup = st.text(min_size=1).map(lambda text: f"<img src=x onerror='{text}'>")


@given(
    part=st.dictionaries(st.just("query"), no_text | st.none(), min_size=1)
    | st.dictionaries(st.sampled_from(["causes", "order"]), no_list_of_texts, min_size=1),
    kind=st.sampled_from(sorted(HOSTILE_KINDS)),
)
def test_nonsense_in_causes_order_and_question_is_refused_and_the_desk_lives(
    part: dict[str, Any], kind: str
) -> None:
    """Wrong types, a megabyte, too many: whatever a broken page sends of the later kinds."""
    taken: list[Answer] = []
    one = desk(
        HOSTILE_KINDS[kind],
        answer=FULL,
        on_answer=lambda answer: taken.append(answer) or "Saved",
    )
    from_browser(one, answer={**part, "revision": 1}, checks=1)
    assert taken == []
    assert one.current == FULL
    assert one.saved.startswith("This change was not saved: ")
    assert len(one.saved) < 300
    assert one.feedback["check"] == 1
    from_browser(one, answer=sent(Answer(confidence=3), 2))
    assert [answer.confidence for answer in taken] == [3]


@given(
    causes=st.lists(markup | st.text() | st.just("late"), max_size=4),
    order=st.lists(markup | st.text() | st.sampled_from("ab"), max_size=4),
    query=markup,
)
def test_only_what_the_desk_offers_is_kept_and_a_question_stays_as_it_was_typed(
    causes: list[str], order: list[str], query: str
) -> None:
    """Causes and items of a queue are chosen, never typed; a question may hold any sign."""
    taken: list[Answer] = []
    one = desk(HOSTILE_KINDS["triage"], on_answer=lambda answer: taken.append(answer) or "Saved")
    from_browser(
        one, answer={"causes": causes, "order": order, "query": query, "revision": 1}, checks=1
    )
    assert taken[-1].causes == tuple(cause for cause in causes if cause in {"late", "code-time"})
    assert taken[-1].order == tuple(item for item in order if item in {"a", "b"})
    assert taken[-1].query == query
    assert one.received == {"revision": 1, "ok": True}


def test_what_the_payer_said_is_told_with_the_words_that_are_known() -> None:
    """An unknown code is shown as it came; it is never the end of a desk."""
    line = RemittanceLine(line=1, group="CO", code="150", remarks=("N115",))
    book = replace(BOOK, group_codes={"CO": "The provider writes it off"}, carc={"150": "Too much"})
    assert remittance_words(line, book) == [
        ("CO-150", "The provider writes it off; Too much"),
        ("N115", ""),
    ]
    assert remittance_words(line, BOOK) == [("CO-150", ""), ("N115", "")]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BhtrainError("The assignment is handed in."), "The assignment is handed in."),
        (OSError(28, "No space left on device"), TEXTS["saved.failed"]),
    ],
)
def test_a_save_that_fails_says_so(error: Exception, words: str) -> None:
    """A full disk must not look like "Saved"."""

    def fail(_answer: Answer) -> str:
        raise error

    one = desk(on_answer=fail)
    from_browser(one, answer=sent(FULL, 1))
    assert (one.saved, one.received) == (words, {"revision": 1, "ok": False})


def test_check_saves_the_answer_that_came_with_it_and_returns_its_feedback() -> None:
    """Feedback is about what is on the screen, not about the change before."""
    asked: list[Answer] = []
    one = desk(on_check=lambda answer: asked.append(answer) or {"headline": "Right"})
    from_browser(one, answer=sent(FULL, 1), checks=1)
    assert asked == [FULL]
    assert one.feedback["headline"] == "Right"


def test_the_same_feedback_twice_is_sent_twice() -> None:
    """Check again must be answered even when nothing changed, or the button stays dead."""
    one = desk()
    from_browser(one, answer=sent(FULL, 1), checks=1)
    first = one.feedback
    from_browser(one, checks=2)
    assert one.feedback != first
    assert {**one.feedback, "check": 0} == {**first, "check": 0}


def test_a_check_that_fails_is_answered_with_a_sentence() -> None:
    """The learner is never left waiting."""

    def fail(_answer: Answer) -> dict[str, Any]:
        raise ZeroDivisionError

    recorded: list[Answer] = []
    one = desk(on_check=fail, on_checked=recorded.append)
    from_browser(one, checks=1)
    assert one.feedback["problem"] == TEXTS["check.failed"]
    assert recorded == []


def test_a_try_is_recorded_after_its_feedback_and_a_full_disk_does_not_take_the_feedback() -> None:
    """The disk may be slow; who has pressed Check waits for the feedback alone."""
    shown: list[str] = []

    def record(_answer: Answer) -> None:
        shown.append(one.feedback["headline"])
        if len(shown) == 2:
            raise OSError(28, "No space left on device")

    one = desk(on_check=lambda _: {"headline": "Right"}, on_checked=record)
    from_browser(one, answer=sent(FULL, 1), checks=1)
    assert one.feedback == {"headline": "Right", "check": 1}
    from_browser(one, checks=2)
    assert one.feedback == {"headline": "Right", "problem": TEXTS["check.not-kept"], "check": 2}
    assert shown == ["Right", "Right"]


def test_an_assessment_never_gives_feedback() -> None:
    """Even when a page is made to ask for it."""
    one = desk(setting="assessment")
    from_browser(one, answer=sent(FULL, 1), checks=3)
    assert one.feedback == {}


def test_a_review_starts_with_the_drafted_claim_and_no_decision() -> None:
    """The draft is there to be judged; that it is accepted has to be said."""
    assert desk(REVIEW).current == Answer(claim=REVIEW.draft or Claim())
    assert desk(REVIEW, answer=Answer()).current == Answer()
    assert desk(DOCUMENTATION).current == Answer()


def test_put_shows_another_answer_as_the_newest() -> None:
    """A page can start a case again; the browser takes only what is newer than its own."""
    one = desk(answer=FULL)
    one.put(Answer())
    assert one.current == Answer()
    assert one.answer["revision"] == 1


def test_the_desk_answers_the_browsers_question_whether_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without an answer the browser says that the connection is lost."""
    one = desk()
    sent_back: list[Any] = []
    monkeypatch.setattr(one, "send", lambda content, buffers=None: sent_back.append(content))
    for message in ({"type": "ping", "number": 4}, "ping", {"type": "other"}):
        one._handle_custom_msg(message, [])
    assert sent_back == [{"type": "pong", "number": 4}]


def test_what_a_check_needs_is_loaded_once_when_the_desk_is_on_the_screen() -> None:
    """Neither the form nor the first check waits for the rules."""
    loaded: list[str] = []
    one = desk(prepare=lambda: loaded.append("the rules"))
    assert loaded == []
    for _ in range(2):
        one._handle_custom_msg({"type": "ping", "number": 1}, [])
    assert loaded == ["the rules"]


def test_nothing_that_goes_to_the_browser_has_keys_that_it_would_reorder() -> None:
    """JavaScript sorts keys such as "11" before "02": code tables travel as rows."""

    def keys(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [*value, *(key for inner in value.values() for key in keys(inner))]
        return [key for inner in value for key in keys(inner)] if isinstance(value, list) else []

    one = desk(answer=FULL)
    state = {name: one.get_state(name)[name] for name in ("task", "tables", "texts", "answer")}
    assert [key for key in keys(state) if re.fullmatch(r"\d+", key)] == []
    assert [code for code, _ in one.tables["places"]] == ["02", "10", "11"]


def test_the_key_of_a_task_has_no_place_in_the_browser() -> None:
    """The desk gets a Task, which cannot hold a key; this pins what it passes on."""
    assert set(desk().task) == {
        "id",
        "kind",
        "level",
        "payer_label",
        "service_date_label",
        "note",
        "points",
        "draft",
        "remittance",
        "meanings",
        "month",
        "queue",
        "abbreviations",
    }


def test_the_abbreviations_in_the_note_and_in_the_queue_are_explained() -> None:
    """A newcomer reads them beside the note, whatever kind of task it is."""
    lcsw = ["LCSW", "licensed clinical social worker"]
    assert desk().task["abbreviations"] == [lcsw]
    queue = (QueueItem(id="a", text="GAD-7 outstanding, <b>due</b>"),)
    triage = replace(TASK, kind=Kind.TRIAGE, note=("Signed by an LCSW.",), queue=queue)
    asked = desk(triage).task["abbreviations"]
    assert asked == [["GAD-7", "seven questions: anxiety, 0 to 21"], lcsw]
    assert desk(replace(TASK, note=("Nothing short.",))).task["abbreviations"] == []


def test_the_plain_text_of_a_desk_is_the_same_in_every_run() -> None:
    """Stored outputs are compared; an address in memory would break every one."""
    one = desk()
    bundle = one._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == "CaseDesk('example-code', setting='practice')"


def test_a_setting_that_does_not_exist_and_a_practice_without_check_are_refused() -> None:
    """Whoever writes a page learns it at once."""
    with pytest.raises(ValueError, match="practice, assessment"):
        desk(setting="exam")
    with pytest.raises(ValueError, match="on_check"):
        desk(on_check=None)


def static(pattern: str) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(modules.STATIC.glob(pattern))}


def test_no_text_can_become_markup_and_nothing_is_fetched() -> None:
    """Notes and answers are shown as text; the desk asks nobody outside."""
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    for name, source in {**static("*.js"), **static("*.css")}.items():
        assert not re.search(forbidden, source), name
        addresses = set(re.findall(r"https?://[^\s\"'`)]+", source.replace("\\/", "/")))
        assert addresses <= {"http://www.w3.org/2000/svg"}, name
        assert not re.search(r"\bfetch\(|XMLHttpRequest|@import|url\(", source), name


def test_every_module_travels_and_imports_only_what_came_before_it() -> None:
    """The loader gives addresses in order; a module out of order would have none."""
    lists = [names for key, names in vars(modules).items() if key.endswith("MODULES")]
    assert set().union(*lists) | {"loader.js"} == set(static("*.js"))
    for names in lists:
        for place, name in enumerate(names):
            imported = re.findall(r'from "\./([\w-]+\.js)"', static("*.js")[name])
            assert set(imported) <= set(names[:place]), name
    assert json.dumps("desk.js") in modules.script()


def test_the_browser_asks_only_for_texts_of_the_catalogue_and_each_is_used() -> None:
    """A missing sentence would be an error on the screen, an unused one work for translators."""
    browser = "\n".join(static("*.js").values())
    python = "\n".join(file.read_text() for file in modules.STATIC.parent.glob("*.py"))
    names = set(re.findall(r'"([a-z]+\.[a-z0-9.\- ]+)"', browser + python))
    names -= {*static("*.js"), *modules.STYLES}
    families = {key.split(".")[0] for key in TEXTS}
    assert {name for name in names if name.split(".")[0] in families} <= set(TEXTS)
    used = names | set(re.findall(r'TEXTS\["([^"]+)"\]', python))
    stems = re.findall(r"t\(`([a-z.]+)\$\{", browser) + re.findall(r'TEXTS\[f"([a-z.]+)\{', python)
    assert {key for key in TEXTS if key not in used and not key.startswith(tuple(stems))} == set()


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    """House style: a file that passes about 350 lines wants splitting."""
    for path in Path(modules.STATIC).iterdir():
        assert len(path.read_text().splitlines()) <= 360, path.name
