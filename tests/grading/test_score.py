"""Scoring as it is published: right over the larger of entered and expected, field by field."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scored import BILL, FACTS, HOLD, LINE, RIGHT, billed

from bhtrain.grading import score as scoring
from bhtrain.grading.feedback import feedback, feedback_to_dict
from bhtrain.grading.feedback_html import feedback_html
from bhtrain.grading.score import FIELD_WEIGHTS, score
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine
from bhtrain.model.scenario import Key, Kind
from bhtrain.rules import judge


def status(graded, name):
    return next(field.status for field in graded.fields if field.name == name)


def test_the_expected_answer_earns_every_point():
    graded = score(BILL, RIGHT)

    assert graded.points == 10
    assert graded.errors == ()
    assert graded.rules_missed == ()
    assert not graded.defensible


@pytest.mark.parametrize("answer", [None, Answer(), Answer(confidence=3, query="Hello?")])
def test_no_answer_earns_nothing_and_says_so(answer):
    """Fail closed: nothing is assumed in the learner's favour."""
    graded = score(BILL, answer)

    assert graded.points == 0
    assert "not answered" in graded.problem
    assert graded.rules_missed == BILL.rules


def test_an_unreadable_answer_earns_nothing_and_keeps_the_reason():
    graded = score(BILL, RIGHT, problem="answers.json is damaged: line 1.")

    assert graded.points == 0
    assert graded.problem == "answers.json is damaged: line 1."


def test_a_longer_code_than_the_minutes_support_is_overcoded_and_near():
    graded = score(BILL, billed(replace(LINE, code="90837")))

    assert [error.kind for error in graded.errors] == ["overcoded"]
    assert status(graded, "procedure") == "near"
    # decision 3 + units 1 + place 1 + diagnosis 2 + evidence 1 of 3 + 4 + 1 + 1 + 2 + 1
    assert graded.points == round(10 * 8 / 12, 2)


def test_a_shorter_code_is_undercoded():
    graded = score(BILL, billed(replace(LINE, code="90832")))

    assert [error.kind for error in graded.errors] == ["undercoded"]


def test_a_code_of_another_family_is_unsupported():
    graded = score(BILL, billed(replace(LINE, code="90791")))

    assert [error.kind for error in graded.errors] == ["unsupported"]
    assert status(graded, "procedure") == "wrong"


def test_an_extra_code_costs_as_much_as_a_missing_one():
    extra = score(BILL, billed(LINE, ServiceLine(code="90785", place="11")))

    assert next(f.share for f in extra.fields if f.name == "procedure") == 0.5
    assert "unsupported" in [error.kind for error in extra.errors]


def test_an_optional_code_is_neutral():
    optional = replace(BILL, key=replace(BILL.key, optional_codes=frozenset({"90785"})))

    assert score(optional, billed(LINE, ServiceLine(code="90785", place="11"))).points == 10


def test_the_better_of_two_accepted_claims_is_graded():
    other = Claim(lines=(replace(LINE, place="12"),), diagnoses=("F41.1",))
    either = replace(BILL, key=replace(BILL.key, alternatives=(other,)))

    assert score(either, Answer(decision=Decision.BILL, claim=other)).points == 10


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        ({"units": 2}, "units", "wrong units"),
        ({"place": "10"}, "place", "wrong place"),
        ({"place": None}, "place", "wrong place"),
        ({"modifiers": ("59",)}, "modifiers", "wrong modifier"),
    ],
)
def test_each_field_of_a_line_is_graded_by_itself(change, field, kind):
    graded = score(BILL, billed(replace(LINE, **change)))

    assert status(graded, field) == "wrong"
    assert status(graded, "procedure") == "right"
    assert [error.kind for error in graded.errors] == [kind]


def test_59_and_its_four_sisters_are_one_modifier():
    key = replace(
        BILL.key, claim=Claim(lines=(replace(LINE, modifiers=("59",)),), diagnoses=("F41.1",))
    )

    assert score(replace(BILL, key=key), billed(replace(LINE, modifiers=("XE",)))).points == 10


def test_a_level_modifier_that_only_some_plans_ask_for_is_free():
    assert score(BILL, billed(replace(LINE, modifiers=("HO",)))).points == 10


def test_the_first_listed_diagnosis_matters():
    two = replace(
        BILL, key=replace(BILL.key, claim=Claim(lines=(LINE,), diagnoses=("F41.1", "F33.1")))
    )

    graded = score(two, billed(LINE, diagnoses=("F33.1", "F41.1")))

    assert next(field.share for field in graded.fields if field.name == "diagnosis") == 0.75
    assert [error.kind for error in graded.errors] == ["wrong diagnosis"]


def test_billing_what_should_be_held_is_unsupported_and_costs_the_gap_too():
    graded = score(HOLD, RIGHT)

    assert graded.points == 0
    assert {"unsupported", "missed gap"} <= {error.kind for error in graded.errors}


def test_holding_what_is_billable_leaves_a_supported_claim_unsent():
    graded = score(BILL, Answer(decision=Decision.HOLD, claim=BILL.key.claim))

    assert graded.points == 0
    assert "missing" in [error.kind for error in graded.errors]


def test_a_gap_that_the_note_fills_is_a_false_gap():
    answer = Answer(
        decision=Decision.HOLD, gaps=(Gap(id="time-missing"), Gap(id="signature-missing"))
    )

    graded = score(HOLD, answer)

    assert [error.kind for error in graded.errors] == ["false gap"]
    assert graded.points == round(10 * (3 + 1.5) / 6, 2)


def test_ticking_every_gap_is_no_way_to_a_good_score():
    from bhtrain.codebook import load_codebook

    every = tuple(Gap(id=gap.id) for group in load_codebook().gaps for gap in group.gaps)

    graded = score(HOLD, Answer(decision=Decision.HOLD, gaps=every))

    assert next(f.share for f in graded.fields if f.name == "gaps") == 1 / len(every)


def test_a_documentation_task_grades_no_claim():
    paper = replace(BILL, task=replace(BILL.task, kind=Kind.DOCUMENTATION))

    graded = score(paper, Answer(decision=Decision.BILL))

    assert {field.name for field in graded.fields} == {"decision"}
    assert graded.points == 10


def test_a_visit_that_is_not_billable_asks_for_no_sentences():
    """There is no line and no gap to mark them for, so they cannot be missed."""
    nothing = replace(BILL, key=Key(decision=Decision.NOT_BILLABLE, deciding=(2,)))

    assert score(nothing, Answer(decision=Decision.NOT_BILLABLE)).points == 10


def test_a_different_claim_that_breaks_no_rule_goes_to_a_person():
    """The key is one coder's; the rules are the judge."""
    elsewhere = replace(LINE, place="12")
    anywhere = replace(BILL, facts=tuple(f for f in FACTS if f.name != "patient.location"))

    graded = score(anywhere, billed(elsewhere))

    assert graded.points < 10
    assert graded.defensible
    assert "a person looks" in feedback(anywhere, billed(elsewhere), graded).headline
    told = feedback(anywhere, billed(elsewhere), graded, practice=True)
    assert "breaks no rule" in told.headline
    assert "person" not in told.headline  # in practice nobody looks


def test_a_different_claim_that_breaks_a_rule_does_not():
    assert not score(BILL, billed(replace(LINE, code="90837"))).defensible


def test_a_code_that_nobody_knows_is_never_defensible():
    assert not score(BILL, billed(replace(LINE, code="12345"))).defensible


claims = st.builds(
    Claim,
    lines=st.lists(
        st.builds(
            ServiceLine,
            code=st.sampled_from(["90832", "90834", "90837", "99213", "90785", "nonsense"]),
            units=st.integers(0, 3),
            modifiers=st.lists(st.sampled_from(["25", "59", "95", "??"]), max_size=3).map(tuple),
            place=st.sampled_from([None, "10", "11", "x"]),
            evidence=st.lists(st.integers(0, 9), max_size=5).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    diagnoses=st.lists(st.sampled_from(["F41.1", "F33.1", "zzz"]), max_size=3).map(tuple),
)
answers = st.builds(
    Answer,
    decision=st.none() | st.sampled_from(Decision),
    claim=claims,
    gaps=st.lists(
        st.builds(Gap, id=st.sampled_from(["time-missing", "plan-missing", "?"])), max_size=3
    ).map(tuple),
)


@given(answer=answers, scenario=st.sampled_from([BILL, HOLD]))
def test_any_answer_is_graded_within_its_bounds_and_explained(answer, scenario):
    graded = score(scenario, answer)

    assert 0 <= graded.points <= graded.max_points
    assert all(0 <= field.share <= 1 for field in graded.fields)
    assert {field.name for field in graded.fields} <= set(FIELD_WEIGHTS)
    words = feedback_to_dict(feedback(scenario, answer, graded))
    assert words["headline"]
    assert bool(words["errors"]) or graded.points == 10 or words["problem"] or words["fields"]


def test_what_a_learner_typed_never_becomes_markup():
    attack = "<script>alert(1)</script>"
    answer = billed(replace(LINE, code=attack, place=attack))

    html = feedback_html(feedback(BILL, answer, score(BILL, answer)), answer, BILL.task.kind)

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_feedback_names_rule_sentence_source_and_consequence():
    """The five things that make a verdict worth reading."""
    answer = billed(replace(LINE, code="90837"))

    words = feedback_to_dict(feedback(BILL, answer, score(BILL, answer)))

    broken = [r for r in words["reasons"] if r["outcome"] == "not met" and r["strict"]]
    assert broken
    assert all(reason["sources"] for reason in broken)
    assert any(2 in reason["sentences"] for reason in broken)
    assert all("deny" in reason["consequence"] for reason in broken)
    assert words["errors"][0]["label"] == "Overcoded"


@given(answer=answers, scenario=st.sampled_from([BILL, HOLD]))
def test_only_what_is_right_is_said_to_be_right(answer, scenario):
    """A field marked wrong with the words of a right one was seen on the desk."""
    words = feedback(scenario, answer, score(scenario, answer))

    for field in words.fields:
        assert (field.status == "right") == field.text.startswith(("As the note", "You marked"))


@given(claim=claims)
def test_no_rule_reads_which_sentences_were_marked(claim):
    """So that one judgment serves everybody who entered the same claim."""
    bare = replace(claim, lines=tuple(replace(line, evidence=()) for line in claim.lines))

    assert judge(BILL.visit, claim) == judge(BILL.visit, bare)


def test_a_claim_that_differs_only_in_its_marks_is_judged_once(monkeypatch):
    judged = []
    monkeypatch.setattr(
        scoring, "judge", lambda visit, claim: judged.append(claim) or judge(visit, claim)
    )
    scoring._findings.cache_clear()

    graded = [score(BILL, billed(replace(LINE, evidence=marks))) for marks in ((2,), (), (1, 3))]

    assert len(judged) == 1
    assert [status(one, "evidence") for one in graded] == ["right", "wrong", "wrong"]
    assert graded[0].points > graded[1].points
