"""The coverage page is current and counts right, and the practice bank has the mix it should."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bhtrain import places
from bhtrain.authoring import coverage
from bhtrain.authoring.coverage import Agreement, Pool
from bhtrain.authoring.coverage_page import FORMATS_WANTED, coverage_page
from bhtrain.authoring.coverage_pools import (
    NOTES_A_TEMPLATE,
    generated_notes,
    graded_pool,
    practice_bank,
)
from bhtrain.cli import app
from bhtrain.codebook import load_codebook
from bhtrain.errors import AuthoringError
from bhtrain.model.claim import Decision
from bhtrain.model.finding import Outcome, RuleState
from bhtrain.model.scenario import Kind, Level
from bhtrain.rules import judge, load_rulebook
from bhtrain.scenarios.files import scenario_from_dict
from bhtrain.scenarios.generate import templates

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
COMPETENCIES = sorted({rule.competency for rule in load_rulebook()})
THERAPY = {"code": "90834", "units": 1, "modifiers": [], "place": "11"}


@cache
def practice():
    return practice_bank()


def made_up(name, **changes):
    """A note of 45 minutes of therapy in the office, but for what is said otherwise."""
    facts = {
        "clinician.credential": "lcsw",
        "activities.psychotherapy.minutes": 45,
    }
    key = {"decision": "bill", "lines": [THERAPY], "diagnoses": ["F41.1"], "deciding": [1]}
    entry = {
        "id": name,
        "kind": "code",
        "level": "first",
        "payer": "commercial",
        "service_date": "2025-03-04",
        "note": ["Forty-five minutes of therapy."],
        "points": 10,
        "title": name,
        "competencies": ["time"],
        "facts": {fact: {"value": value, "quote": "therapy"} for fact, value in facts.items()},
        "key": key | changes.pop("key", {}),
        "rules": ["time-psychotherapy-45"],
        "rationale": "",
        "near_miss": "",
        "review": "agreed",
        "format": "soap",
        "setting": "school",
        "messy": [],
    }
    return scenario_from_dict(entry | changes)


HELD = {"decision": "hold", "lines": [], "diagnoses": [], "gaps": [{"id": "time-missing"}]}
TINY = Pool.of(
    "tiny",
    [
        made_up("one"),
        made_up("two", competencies=["time", "units"], kind="review", format="dap"),
        made_up("three", competencies=["units"], key=HELD, messy=["late-entry", "interruption"]),
        made_up("four", kind="triage", level="hard", key={**HELD, "decision": None, "gaps": []}),
        made_up("five", review="disputed"),
    ],
)
BY_COMPETENCY = coverage.competency_axis(["units", "time", "time"])


# The page ------------------------------------------------------------------------------------


def test_the_page_in_docs_is_current():
    """To renew it: bhtrain coverage."""
    assert PAGE.read_text(encoding="utf-8") == coverage_page()


def test_the_command_writes_the_page(tmp_path):
    file = tmp_path / "new" / "coverage.md"
    result = CliRunner().invoke(app, ["coverage", str(file)])

    assert result.exit_code == 0
    assert result.output == f"Coverage written to {file}.\n"
    assert file.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")


def test_a_copy_without_assignments_says_so(monkeypatch):
    monkeypatch.setattr(places, "shipped_solutions", lambda: None)

    with pytest.raises(AuthoringError, match="use a clone"):
        coverage_page()


def test_each_row_of_the_page_has_as_many_cells_as_its_head():
    """A table that is out of step is not shown as a table."""
    for table in re.findall(r"(?:^\|.*\n)+", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        rows = table.splitlines()
        assert {row.count("|") for row in rows} == {rows[0].count("|")}
        assert len(rows) > 2


# Counts --------------------------------------------------------------------------------------


def test_disputed_scenarios_are_left_out_and_known():
    assert [one.task.id for one in TINY.counted] == ["one", "two", "three", "four"]
    assert [one.task.id for one in TINY.disputed] == ["five"]


def test_a_scenario_counts_under_each_competency_that_it_trains():
    assert BY_COMPETENCY.known == ("time", "units")
    assert coverage.counts(TINY.counted, BY_COMPETENCY) == {"time": 3, "units": 2}
    assert coverage.crossed(TINY.counted, BY_COMPETENCY, coverage.KIND) == {
        ("time", "code"): 1,
        ("time", "review"): 1,
        ("time", "triage"): 1,
        ("units", "review"): 1,
        ("units", "code"): 1,
    }


def test_a_triage_has_no_decision_and_a_note_may_have_two_messes():
    assert coverage.counts(TINY.counted, coverage.DECISION) == {"bill": 2, "hold": 1}
    assert coverage.counts(TINY.counted, coverage.MESS) == {"late-entry": 1, "interruption": 1}
    assert coverage.counts(TINY.counted, coverage.LEVEL) == {"first": 3, "hard": 1}
    assert coverage.words_in(TINY.counted[0]) == 4


def test_every_value_of_a_scenario_is_known_to_the_page():
    """Otherwise it would be counted in no column."""
    by = coverage.competency_axis(COMPETENCIES)
    for scenario in (*practice().every, *graded_pool().every):
        for axis in (by, coverage.FORMAT, coverage.SETTING, coverage.MESS, coverage.PAYER):
            assert set(axis.of(scenario)) <= set(axis.known)


# Two readers ---------------------------------------------------------------------------------

FIRST = {
    "decision": "bill",
    "lines": [{**THERAPY, "evidence": [1]}],
    "diagnoses": ["F41.1"],
    "gaps": [],
    "deciding": [1],
}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, set()),
        ({"lines": [{**THERAPY, "evidence": []}]}, set()),
        ({"lines": [{**THERAPY, "units": 2}]}, {"lines"}),
        ({"lines": [{**THERAPY, "place": "10"}]}, {"lines"}),
        ({"lines": [{**THERAPY, "modifiers": ["95"]}]}, {"lines"}),
        ({"diagnoses": ["F41.9"]}, {"diagnoses"}),
        ({"decision": "hold", "gaps": [{"id": "time-missing"}]}, {"decision", "gaps"}),
        ({"causes": ["claim-right"]}, {"causes"}),
        ({"order": ["a"]}, {"order"}),
        ({"deciding": [1, 2]}, {"deciding"}),
    ],
)
def test_fields_in_which_a_first_key_differs(change, fields):
    assert coverage.differing(made_up("one"), FIRST | change) == fields


def test_agreement_tells_the_deciding_sentences_apart():
    """Of those without a first key nothing is said."""
    firsts = {"one": FIRST, "two": FIRST | {"deciding": [2]}, "five": FIRST | {"diagnoses": []}}
    found = coverage.agreements(TINY.every, firsts, BY_COMPETENCY)

    assert found == {
        "": Agreement(answers=2, deciding=2, of=3),
        "time": Agreement(answers=2, deciding=2, of=3),
        "units": Agreement(answers=1, deciding=0, of=1),
    }


# What is exercised ---------------------------------------------------------------------------


def test_a_rule_is_exercised_on_the_key_its_alternatives_and_the_draft():
    """Evaluations have rules of their own, which say nothing about therapy."""
    plain = coverage.rules_exercised(made_up("one"))
    intake = {"lines": [{**THERAPY, "code": "90791"}, THERAPY], "diagnoses": ["F41.1"]}

    assert "time-psychotherapy-45" in plain
    assert "eval-no-psychotherapy" not in plain
    assert "eval-no-psychotherapy" in coverage.rules_exercised(made_up("two", draft=intake))
    other = made_up("three", key={"alternatives": [intake]})
    assert "eval-no-psychotherapy" in coverage.rules_exercised(other)


def test_what_was_held_is_looked_at_apart():
    """The key of a held note has no lines, so that the rules of lines are silent on it."""
    held = made_up("three", key=HELD)

    assert "time-psychotherapy-45" not in coverage.rules_exercised(held)
    assert "time-psychotherapy-45" in coverage.rules_on_what_was_held(held)
    assert coverage.rules_on_what_was_held(made_up("one")) == frozenset()


def test_codes_of_key_alternative_draft_month_and_optional_ones():
    def claim(code):
        return {"lines": [{**THERAPY, "code": code}], "diagnoses": []}

    scenario = made_up(
        "one",
        key={"alternatives": [claim("90837")], "optional_codes": ["90785"]},
        draft=claim("90832"),
        month=[["2025-03-03", "P01", "90853", "1", "", "11", "", ""]],
    )
    assert coverage.codes_exercised(scenario) == {"90834", "90837", "90785", "90832", "90853"}


def test_the_page_lists_every_graded_rule_that_nothing_exercises():
    """Judged here once more, without the page's own functions."""
    exercised = set()
    for scenario in (*practice().counted, *graded_pool().counted, *generated_notes().counted):
        tried = [(scenario.visit_to_bill, scenario.key.claim)]
        tried += [(scenario.visit_to_bill, claim) for claim in scenario.key.alternatives]
        if scenario.task.draft:
            tried.append((scenario.visit, scenario.task.draft))
        for visit, claim in tried:
            found = judge(visit, claim)
            exercised |= {f.rule for f in found if f.outcome in (Outcome.MET, Outcome.NOT_MET)}
    graded = {rule.id for rule in load_rulebook() if rule.state is RuleState.GRADED}
    part = PAGE.read_text(encoding="utf-8").partition("### Graded rules never exercised: ")[2]
    number, _, rest = part.partition("\n")
    listed = re.findall(r"^\| \[([^]]*)\]", rest.partition("\n#")[0], flags=re.MULTILINE)

    assert set(listed) == graded - exercised
    assert len(listed) == int(number)


def test_the_page_lists_every_code_that_nothing_exercises():
    pools = (practice(), graded_pool(), generated_notes())
    used = {c for pool in pools for one in pool.counted for c in coverage.codes_exercised(one)}
    part = PAGE.read_text(encoding="utf-8").partition("\n## Codes\n")[2]
    cells = [row.split(" | ")[-1].strip(" |") for row in part.splitlines() if row.startswith("|")]
    listed = {code for cell in cells for code in cell.split(", ") if re.fullmatch(r"\w{5}", code)}

    assert listed == set(load_codebook().codes) - used


def test_generated_notes_show_each_template_as_often():
    titles = Counter(number % len(templates()) for number in range(len(generated_notes().counted)))

    assert set(titles.values()) == {NOTES_A_TEMPLATE}


# The mix of the practice bank ----------------------------------------------------------------


def test_at_least_120_scenarios():
    assert len(practice().counted) >= 120


def test_every_competency_kind_level_and_decision():
    """What is missing stands in the message."""
    by = coverage.competency_axis(COMPETENCIES)
    assert len(COMPETENCIES) == 18
    assert len(Kind) == 7
    assert len(Level) == 3
    for axis in (by, coverage.KIND, coverage.LEVEL, coverage.DECISION):
        assert set(axis.known) - set(coverage.counts(practice().counted, axis)) == set()


def test_at_least_35_are_held_or_not_billable():
    """Whoever always bills should not pass."""
    found = coverage.counts(practice().counted, coverage.DECISION)

    assert found[Decision.HOLD] + found[Decision.NOT_BILLABLE] >= 35


def test_at_least_25_are_messy():
    assert sum(bool(scenario.messy) for scenario in practice().counted) >= 25


def test_at_least_three_formats_for_each_competency():
    """Nobody should learn to read one form only."""
    by = coverage.competency_axis(COMPETENCIES)
    found = coverage.crossed(practice().counted, by, coverage.FORMAT)
    formats = Counter(competency for competency, _ in found)
    few = {name: formats[name] for name in by.known if formats[name] < FORMATS_WANTED}

    assert few == {}


def test_notes_have_90_to_350_words():
    words = {one.task.id: coverage.words_in(one) for one in practice().every}

    assert {name: n for name, n in words.items() if not 90 <= n <= 350} == {}
