"""The reference drawer without a browser. Expected values: domain/codes.yaml, rules.yaml."""

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from desk_example import BOOK, HOSTILE_KINDS, REVIEW, TASK, feedback_for

from bhtrain.codebook import PayerProfile, load_codebook
from bhtrain.model.billing import Payer
from bhtrain.rules import load_rulebook
from bhtrain.widgets import desk as desk_module
from bhtrain.widgets.desk import CaseDesk
from bhtrain.widgets.reference import reference_data
from bhtrain.widgets.tables import desk_tables
from bhtrain.widgets.texts import TEXTS

REAL = load_codebook()
MARCH_2026 = date(2026, 3, 4)


def drawer(
    day: date = MARCH_2026, payer: Payer = Payer.MEDICARE, setting: str = "assessment", book=REAL
) -> list[dict[str, Any]]:
    return reference_data(book, payer=payer, service_date=day, setting=setting)


def tables(section: str, sections: list[dict[str, Any]]) -> list[list[list[list[str]]]]:
    """The tables of a section, each as its rows of cells."""
    title = TEXTS[f"reference.section.{section}"]
    found = next(one for one in sections if one["title"] == title)
    return [[cells for cells, _words in table["rows"]] for table in found["tables"]]


def by_name(section: str, sections: list[dict[str, Any]]) -> dict[str, list[list[str]]]:
    """The rows of a section with one table, by their first line."""
    (rows,) = tables(section, sections)
    return {first[0]: rest for first, *rest in rows}


def test_psychotherapy_changes_its_code_at_minutes_16_38_and_53() -> None:
    """The three numbers that most claims turn on, alone and beside a medical visit."""
    alone, beside, *_ = tables("times", drawer())
    bands = ["0 to 15", "16 to 37", "38 to 52", "53 or more"]
    assert [row[0] for row in alone] == [[band] for band in bands]
    assert [row[1] for row in alone[1:]] == [["90832"], ["90834"], ["90837"]]
    assert [row[0] for row in beside] == [[band] for band in bands]
    assert [row[1] for row in beside[1:]] == [["90833"], ["90836"], ["90838"]]


def test_crisis_and_family_have_their_own_bands() -> None:
    """30 and 75 for crisis, 26 for a family."""
    _, _, crisis, family = tables("times", drawer())
    assert [row[0][0] for row in crisis[:3]] == ["0 to 29", "30 to 74", "75 to 104"]
    assert crisis[2][1] == ["90839 and 1 × 90840"]
    assert [row[0][0] for row in family] == ["0 to 25", "26 or more"]


@pytest.mark.parametrize(
    ("section", "name", "first_day"),
    [
        ("places", "10", date(2022, 1, 1)),
        ("places", "27", date(2023, 10, 1)),
        ("modifiers", "93", date(2022, 1, 1)),
        ("codes", "98000", date(2025, 1, 1)),
    ],
)
def test_nothing_is_shown_before_its_first_date(section: str, name: str, first_day: date) -> None:
    """A visit of last year is coded with the books of last year, in the drawer and in the lists."""
    before, since = date.fromordinal(first_day.toordinal() - 1), first_day
    assert name not in by_name(section, drawer(before))
    assert name in by_name(section, drawer(since))
    assert name not in [row[0] for row in desk_tables(REAL, service_date=before)[section]]
    assert name in [row[0] for row in desk_tables(REAL, service_date=since)[section]]


def test_a_payers_demand_is_shown_on_its_dates_and_to_its_payer() -> None:
    """Medicare wanted 95 on video to the end of 2023; 93 on calls since 2023."""
    demand = "Medicare requires it on video visits."
    last_day, next_day = date(2023, 12, 31), date(2024, 1, 1)
    assert demand in by_name("modifiers", drawer(last_day))["95"][1]
    assert demand not in by_name("modifiers", drawer(next_day))["95"][1]
    assert demand not in by_name("modifiers", drawer(last_day, Payer.COMMERCIAL))["95"][1]
    assert "Modifier 93 on visits by telephone." in by_name("payers", drawer())["Medicare"][0]
    earlier = by_name("payers", drawer(date(2022, 12, 31)))["Medicare"][0]
    assert "Modifier 93 on visits by telephone." not in earlier


def test_an_add_on_names_what_it_may_join() -> None:
    """An add-on without its base is denied."""
    assert by_name("add-ons", drawer())["90840"][1] == ["90839"]
    assert by_name("add-ons", drawer())["90833"][1][0].startswith("99202 to 99205")


def test_the_list_of_codes_says_minutes_and_unit() -> None:
    """Both ends counted; an add-on of time counts from the first minute beside its base."""
    codes = by_name("codes", drawer())
    assert codes["90834"][1] == ["38 to 52 minutes", "per session"]
    assert codes["90837"][1] == ["53 minutes or more", "per session"]
    assert codes["90840"][1][0] == "from minute 75 beside 90839"
    assert codes["90791"][1] == ["per evaluation"]


def test_modifiers_that_mean_the_same_share_a_row_that_each_of_them_finds() -> None:
    """Thirteen rows of "state defined" would bury the rest."""
    title = TEXTS["reference.section.modifiers"]
    (table,) = next(one for one in drawer() if one["title"] == title)["tables"]
    words = next(words for cells, words in table["rows"] if cells[0] == ["U1 to UD"])
    assert {"U1", "U7", "UD"} <= set(words.split())


def test_the_notes_own_payer_comes_first_and_a_practices_plan_by_its_name() -> None:
    """A manager who imported a plan's manual finds it here, in words."""
    flags = {"timely_days": 90, "gt": True, "retro": False, "auth_required": ("90837", "96130")}
    plan = PayerProfile(id="blue-river", payer=Payer.COMMERCIAL, flags=flags)
    book = replace(REAL, payers={**REAL.payers, plan.id: plan})
    (rows,) = tables("payers", drawer(payer=Payer.COMMERCIAL, book=book))
    commercial = [["Commercial plan"], ["Commercial plan", "blue-river"]]
    assert [row[0] for row in rows[:2]] == commercial
    assert not [row for row in rows[2:] if row[0] in commercial]
    assert rows[0][1] == [TEXTS["reference.payer.nothing"]]
    assert set(rows[1][1]) == {
        "Wants modifier GT: yes",
        "Dates enrolment back: no",
        "Codes that need authorization first: 90837, 96130",
        "Filing limit: 90 days",
    }


def test_practice_adds_rule_texts_of_the_day_and_of_the_payer() -> None:
    """In practice the colleague who explains sits beside the books."""
    practice = drawer(setting="practice")
    assert practice[:6] == drawer()
    behind = {row[0][0]: row[1] for row in tables("time-rules", practice)[0]}
    rule = load_rulebook()["time-psychotherapy-45"]
    assert rule.version_on(MARCH_2026).says.rstrip(".") in behind[rule.title][0]
    incident_to = load_rulebook()["inc-general-supervision"].title  # a rule of Medicare alone
    assert incident_to in by_name("rules", practice)
    other = drawer(payer=Payer.COMMERCIAL, setting="practice")
    assert incident_to not in by_name("rules", other)


@pytest.mark.parametrize("day", [date(2013, 1, 1), date(2021, 6, 1), MARCH_2026])
@pytest.mark.parametrize("payer", list(Payer))
def test_an_assessment_shows_no_rule_text(day: date, payer: Payer) -> None:
    """What a printed code book or payer table holds, and nothing that explains this note."""
    shown = json.dumps(drawer(day, payer), ensure_ascii=False)
    for rule in load_rulebook():
        told = [getattr(rule.teach, part.name) for part in fields(rule.teach)]
        told += [rule.id, rule.title, *(version.says for version in rule.versions)]
        assert [words for words in told if words in shown] == [], rule.id


def sent_by(task: Any, message: Any = None, **options: Any) -> list[Any]:
    """What a desk sends back when the browser asks for its reference."""
    one = CaseDesk(
        task,
        **{"setting": "assessment", "on_answer": lambda _: "Saved", "codebook": REAL, **options},
    )
    sent: list[Any] = []
    one.send = lambda content, buffers=None: sent.append(content)  # type: ignore[method-assign]
    one._handle_custom_msg(message or {"type": "reference"}, [])
    return sent


def test_two_notes_of_one_date_and_payer_have_the_same_drawer() -> None:
    """Nothing of note, draft, papers or key can show in it."""
    first = sent_by(TASK)
    assert first == [{"type": "reference", "sections": drawer(TASK.service_date)}]
    for other in (REVIEW, *HOSTILE_KINDS.values()):
        assert sent_by(other) == first


def test_the_browser_cannot_ask_for_more_than_the_desk_has() -> None:
    """A page that is made to ask for practice, or another day, gets the desk's own."""
    asked = {"type": "reference", "setting": "practice", "service_date": "2013-01-01"}
    assert sent_by(TASK, asked) == sent_by(TASK)
    assert sent_by(TASK, {"type": ["reference"]}) == []


def test_the_tables_travel_only_when_they_are_asked_for_and_never_as_objects() -> None:
    """A desk opens as quickly as without them, and JavaScript cannot reorder a row."""
    one = CaseDesk(TASK, setting="practice", on_answer=lambda _: "", on_check=feedback_for)
    shown = "from minute 75 beside 90839"
    assert shown in json.dumps(drawer())
    assert shown not in json.dumps(one.get_state(), default=str)
    for section in drawer(setting="practice"):
        assert set(section) == {"title", "about", "tables"}
        for table in section["tables"]:
            assert {len(cells) for cells, _ in table["rows"]} == {len(table["head"])}


def test_a_book_without_timed_codes_has_a_drawer_without_bands() -> None:
    """A section without a row would be an empty table."""
    titles = [section["title"] for section in drawer(book=BOOK)]
    assert TEXTS["reference.section.times"] not in titles
    assert TEXTS["reference.section.places"] in titles


def test_a_drawer_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """An open drawer never waits for ever, and the desk lives on."""

    def fail(*_args: Any, **_options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bhtrain.widgets.reference.reference_data", fail)
    monkeypatch.setattr(desk_module._log, "exception", lambda *_: None)
    assert sent_by(TASK) == [{"type": "reference", "problem": TEXTS["reference.failed"]}]
