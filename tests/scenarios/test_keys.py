"""Two witnesses for each key: a person who had only the note, and the rulebook."""

import csv
from pathlib import Path

import pytest
import yaml

from bhtrain.content import content
from bhtrain.grading.derived import disagreements
from bhtrain.model.claim import Claim, Decision
from bhtrain.model.scenario import Kind, ReviewState, Scenario
from bhtrain.rules import judge
from bhtrain.scenarios.files import join_graded, scenario_from_dict

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions"


def graded() -> list[Scenario]:
    found = []
    for keys in sorted(SOLUTIONS.glob("*.keys.yaml")):
        assignment = keys.name.removesuffix(".keys.yaml")
        tasks = SOLUTIONS / assignment / "tasks.yaml"
        joined, lonely = join_graded(
            yaml.safe_load(tasks.read_text(encoding="utf-8")),
            yaml.safe_load(keys.read_text(encoding="utf-8")),
            tasks.parent,
        )
        assert lonely == ()
        found += joined.values()
    return found


SCENARIOS = [scenario_from_dict(entry) for entry in content("bank").values()] + graded()
FIRST = yaml.safe_load((SOLUTIONS / "first-keys.yaml").read_text(encoding="utf-8"))["first_keys"]
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.task.id)


def plain(claim: Claim) -> tuple[object, ...]:
    """What of a claim is compared: the order of lines is not."""
    lines = sorted((ln.code, ln.units, ln.modifiers, ln.place or "") for ln in claim.lines)
    return (tuple(lines), claim.diagnoses)


@each
def test_the_rulebook_derives_the_key(scenario):
    """Where the two witnesses differ, the scenario is not used for grades."""
    assert disagreements(scenario) == ()


@each
def test_no_rule_fails_a_claim_that_the_key_accepts(scenario):
    disputed = scenario.review is ReviewState.DISPUTED
    if disputed or scenario.key.decision is not Decision.BILL:
        return
    if not scenario.task.kind.asks_for_claim:
        return
    for claim in (scenario.key.claim, *scenario.key.alternatives):
        assert [
            f.rule for f in judge(scenario.visit_to_bill, claim) if claim.lines and f.fails
        ] == []


@each
def test_a_key_that_has_a_first_key_says_so(scenario):
    """`drafted` means that only its author has seen it."""
    assert (scenario.task.id in FIRST) == (scenario.review is not ReviewState.DRAFTED)


def differences() -> set[tuple[str, str]]:
    """Scenario and field wherever the first key and the key of today differ."""
    found = set()
    for scenario in SCENARIOS:
        first, key = FIRST[scenario.task.id], scenario.key
        lines = tuple(
            sorted(
                (ln["code"], ln["units"], tuple(ln["modifiers"]), ln["place"] or "")
                for ln in first.get("lines", ())
            )
        )
        gaps = {gap["id"] for gap in first.get("gaps", ())}
        pairs = {
            "decision": (first.get("decision"), key.decision and key.decision.value),
            "lines": (lines, plain(key.claim)[0]),
            "diagnoses": (tuple(first.get("diagnoses", ())), key.claim.diagnoses),
            "gaps": (gaps, {gap.id for gap in key.gaps}),
            "causes": (set(first.get("causes", ())), set(key.causes)),
            "order": (tuple(first.get("order", ())), key.order),
            "deciding": (tuple(first["deciding"]), key.deciding),
        }
        found |= {(scenario.task.id, field) for field, (a, b) in pairs.items() if a != b}
    return found


def test_every_disagreement_with_a_first_key_is_on_record():
    """docs/key-review.csv says who was right and why; nothing is smoothed over."""
    with (ROOT / "docs" / "key-review.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert differences() <= {(row["scenario"], row["field"]) for row in rows}
    assert all(row["who_was_right"] and row["why"] for row in rows)


def test_every_kind_and_every_decision_occurs_in_practice_and_in_grades():
    for scenarios in (SCENARIOS[: -len(graded())], graded()):
        assert {scenario.task.kind for scenario in scenarios} == set(Kind)
        assert {scenario.key.decision for scenario in scenarios} >= set(Decision)
