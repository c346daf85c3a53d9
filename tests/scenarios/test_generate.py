"""Generated notes: the template states the key, the phrases state the facts, the rules agree."""

from collections import Counter
from datetime import date
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhtrain.codebook import load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.model.claim import Claim, Decision
from bhtrain.model.facts import fact_value
from bhtrain.model.scenario import Kind, Provenance, ReviewState, Scenario
from bhtrain.rules import derive, judge
from bhtrain.scenarios.bank import shipped_bank
from bhtrain.scenarios.generate import fresh, generated, generated_id, templates
from bhtrain.scenarios.phrases import said
from bhtrain.scenarios.tables import holds

NAMES = templates()
CODES = {*load_codebook().codes, *load_codebook().deleted}
A_TEMPLATE = 10  # notes of each in the fixed sample
FIXED = range(A_TEMPLATE * len(NAMES))  # seeds that follow each other go round all templates
NOTE_WORDS, RATIONALE_WORDS = range(90, 351), range(60, 151)
ANY_SEED = st.integers(0, 10**12)


@cache
def note_of(seed: int) -> Scenario:
    return generated(seed)


def plain(claim: Claim) -> tuple[object, ...]:
    """What of a claim is compared: the order of lines is not, that of diagnoses is."""
    lines = sorted((ln.code, ln.units, ln.modifiers, ln.place or "") for ln in claim.lines)
    return tuple(lines), claim.diagnoses


def disagreements(scenario: Scenario) -> list[str]:
    """Where the rulebook says something else than the template."""
    derived, key = derive(scenario.visit), scenario.key
    said_by = {
        "decision": (derived.answer.decision, key.decision),
        "gaps": (derived.answer.gap_ids, frozenset(gap.id for gap in key.gaps)),
        "claim": (plain(derived.answer.claim), plain(key.claim)),
        "alternatives": (
            {plain(claim) for claim in derived.alternatives},
            {plain(claim) for claim in key.alternatives},
        ),
    }
    found = [f"{part}: {one} != {other}" for part, (one, other) in said_by.items() if one != other]
    if key.decision is Decision.BILL:
        for claim in (key.claim, *key.alternatives):
            found += [f"{f.rule} fails" for f in judge(scenario.visit, claim) if f.fails]
    return found


def flaws(scenario: Scenario) -> list[str]:
    """What a scenario file would be sent back for."""
    note, found = scenario.task.note, []
    for fact in scenario.facts:
        fact_value(fact.name, fact.value)
        if fact.value is None:
            found += [] if fact.why else [f"{fact.name} is missing without a reason"]
        elif not fact.quotes:
            found.append(f"{fact.name} has no quote")
        for quote in fact.quotes:
            if not any(quote in sentence for sentence in note):
                found.append(f"no sentence has {quote!r}")
    for text in (*note, scenario.rationale, scenario.near_miss, scenario.title):
        if set("{}[]|") & set(text.replace(" | ", " ")):
            found.append(f"a slot or bracket is left in {text!r}")
    if sum(len(sentence.split()) for sentence in note) not in NOTE_WORDS:
        found.append("the note is too short or too long")
    if len(scenario.rationale.split()) not in RATIONALE_WORDS:
        found.append("the rationale is too short or too long")
    if not scenario.key.deciding or max(scenario.key.deciding) > len(note):
        found.append("no sentence decides")
    if scenario.task.kind is Kind.REVIEW and scenario.task.draft is None:
        found.append("a review shows no draft")
    drafted = scenario.task.draft.codes if scenario.task.draft else ()
    found += [f"there is no code {code}" for code in drafted if code not in CODES]
    if not any(rule in scenario.rationale for rule in scenario.rules):
        found.append("the rationale names no rule")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_rulebook_agrees_with_the_template(name):
    """Two witnesses again: the author's table, and the rules. Neither has seen the other."""
    seeds = [seed for seed in FIXED if NAMES[seed % len(NAMES)] == name]
    found = {generated_id(seed): disagreements(note_of(seed)) for seed in seeds}
    assert {note: texts for note, texts in found.items() if texts} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_generated_scenario_is_as_complete_as_a_written_one(name):
    seeds = [seed for seed in FIXED if NAMES[seed % len(NAMES)] == name]
    found = {generated_id(seed): flaws(note_of(seed)) for seed in seeds}
    assert {note: texts for note, texts in found.items() if texts} == {}


@settings(max_examples=120)
@given(seed=ANY_SEED)
def test_any_seed_gives_a_sound_note_that_the_rulebook_agrees_with(seed):
    scenario = generated(seed)
    assert flaws(scenario) + disagreements(scenario) == []


@settings(max_examples=60)
@given(seed=ANY_SEED)
def test_a_seed_gives_the_same_note_again(seed):
    """An attempt records the id alone, and the note has to be there when it is looked at later."""
    assert generated(seed) == generated(seed) == shipped_bank().scenario(generated_id(seed))


def test_generated_notes_are_marked_as_such():
    """They are for practice and refreshers, and nobody has keyed them blind."""
    scenario = shipped_bank().scenario("generated-7")
    assert scenario.task.id == "generated-7"
    assert scenario.provenance is Provenance.GENERATED
    assert scenario.review is ReviewState.DRAFTED
    assert shipped_bank().scenario("time-001").provenance is Provenance.SYNTHETIC


@pytest.mark.parametrize("bad", ["generated-", "generated-x", "generated--1", "generated-007"])
def test_an_id_that_names_no_seed_is_refused(bad):
    with pytest.raises(UnknownNameError):
        shipped_bank().scenario(bad)


def test_a_negative_seed_is_refused():
    with pytest.raises(UnknownNameError):
        generated(-1)


def test_fresh_notes_train_what_was_asked_for():
    for seed in range(40):
        scenario = fresh("telehealth", "core", seed=seed)
        assert "telehealth" in scenario.competencies
        assert scenario.task.level == "core"
        assert shipped_bank().scenario(scenario.task.id) == scenario
    assert fresh("time", seed=3) == fresh("time", seed=3)


@pytest.mark.parametrize(("competency", "level"), [("baking", None), ("crisis", "first")])
def test_fresh_says_what_there_is(competency, level):
    with pytest.raises(UnknownNameError, match="There is no"):
        fresh(competency, level, seed=1)


def test_all_decisions_kinds_and_many_competencies_occur():
    sample = [note_of(seed) for seed in FIXED]
    assert {note.key.decision for note in sample} == set(Decision)
    assert {Kind.CODE, Kind.REVIEW, Kind.DOCUMENTATION} <= {note.task.kind for note in sample}
    decisions = Counter(note.key.decision for note in sample)
    assert min(decisions.values()) > len(sample) / 20
    assert len({name for note in sample for name in note.competencies}) >= 15
    assert len(set(NAMES)) >= 40


def test_no_two_notes_of_the_sample_are_the_same():
    assert len({note_of(seed).task.note for seed in FIXED}) == len(FIXED)


def test_minutes_near_a_boundary_come_more_often_than_chance_would_have_them():
    """Where one minute decides, a coder needs the practice: 15 to 17, 37 to 39, 52 to 54."""
    place = NAMES.index("therapy-office")
    near = total = 0
    for turn in range(300):
        visit = generated(turn * len(NAMES) + place).visit
        (therapy,) = visit.activities
        minutes = therapy.documented_minutes
        near += minutes in {16, 17, 37, 38, 39, 52, 53, 54}
        total += 1
    assert near / total > 2 * 8 / 53  # of the minutes from 16 to 68, eight are near


def test_dates_of_service_are_working_days_within_the_years_of_the_template():
    for seed in FIXED:
        day = note_of(seed).task.service_date
        assert day.weekday() < 5, seed
        assert date(2015, 10, 1) <= day <= date(2026, 9, 30)


def test_brackets_show_their_words_and_choices_are_made_from_the_inside_out():
    found = said(
        "[time: ({5-5} minutes|{minutes} minutes)] of {a}.", {"minutes": 5, "a": "it"}, Random(1)
    )
    assert found.text == "5 minutes of it."
    assert found.shown == (("time", "5 minutes"),)


def test_a_sentence_starts_with_a_capital_and_its_quote_with_it():
    found = said("[who: {who}] came, a {age}-year-old.", {"who": "aunt", "age": 80}, Random(1))
    assert found.text == "Aunt came, an 80-year-old."
    assert found.shown == (("who", "Aunt"),)


@pytest.mark.parametrize(
    ("wanted", "value", "so"),
    [
        ("16-37", 37, True),
        ("16-37", 38, False),
        ("53+", 53, True),
        ("53+", 52, False),
        (["lpc", "lmft"], "lmft", True),
        ("medicare", "medicaid", False),
        ("from 2024-01-01", date(2024, 1, 1), True),
        ("to 2023-12-31", date(2024, 1, 1), False),
        ("2022-01-01 to 2023-12-31", date(2023, 12, 31), True),
    ],
)
def test_conditions_of_a_table_include_both_ends(wanted, value, so):
    assert holds(wanted, value) is so


@pytest.mark.parametrize(("wanted", "value"), [("about 38", 38), ("since 2024", date(2024, 1, 1))])
def test_a_condition_that_cannot_be_read_says_how_to_write_it(wanted, value):
    with pytest.raises(ValueError, match="write"):
        holds(wanted, value)
