"""Help before Check: each step helps, and none of them is the answer."""

import json
from dataclasses import replace
from datetime import date

import pytest
from scored import BILL, HOLD

from bhtrain.grading.feedback import expected_in_words
from bhtrain.grading.hints import STEPS, Hint, RuleHint, hint_for, hint_to_dict
from bhtrain.rules import load_rulebook
from bhtrain.scenarios.bank import shipped_bank
from bhtrain.scenarios.generate import fresh
from bhtrain.widgets.texts import TEXTS


def test_the_steps_go_from_the_question_over_the_sentences_to_the_rule():
    assert hint_for(BILL, 1) == Hint(step=1, competencies=("time",))
    assert hint_for(BILL, 2) == Hint(step=2, sentences=(2,))
    assert hint_for(BILL, 3) == Hint(
        step=3,
        rules=(
            RuleHint(
                rule="time-psychotherapy-45",
                title="From 38 to 52 minutes of psychotherapy is the 45-minute code",
                says="Between 38 and 52 minutes of individual psychotherapy are the 45-minute "
                "code.",
            ),
        ),
    )


def test_where_no_sentence_decides_none_is_named():
    """What is missing may stand nowhere."""
    assert hint_for(HOLD, 2).sentences == ()


@pytest.mark.parametrize("step", [0, 4, -1])
def test_there_is_no_other_step(step):
    with pytest.raises(ValueError, match="1 to 3"):
        hint_for(BILL, step)


@pytest.mark.parametrize(
    ("day", "in_force"), [(date(2021, 12, 31), False), (date(2022, 1, 1), True)]
)
def test_a_rule_reads_as_on_the_date_of_service(day, in_force):
    """An interpreter stopped to be a factor by itself with 2022; before, the rule says nothing."""
    older = replace(
        BILL, task=replace(BILL.task, service_date=day), rules=("addon-ic-interpreter",)
    )
    (rule,) = hint_for(older, 3).rules
    assert rule.title == "An interpreter alone does not support interactive complexity"
    assert bool(rule.says) is in_force


def test_a_rule_that_is_gone_from_the_rulebook_is_left_out():
    """A practice's own scenario may be older than the rulebook it is shown with."""
    assert hint_for(replace(BILL, rules=("no-such-rule",)), 3).rules == ()


BANK = shipped_bank()


@pytest.mark.parametrize("name", BANK.ids())
def test_each_note_of_the_bank_has_help_in_every_step_and_never_its_answer(name):
    """No text is written for a hint, so every note has to carry what the steps are made of."""
    scenario = BANK.scenario(name)
    steps = [hint_to_dict(hint_for(scenario, step)) for step in range(1, STEPS + 1)]

    assert [f"hint.question.{one}" in TEXTS for one in steps[0]["competencies"]] == [True] * len(
        scenario.competencies
    )
    assert steps[1]["sentences"]
    assert len(steps[2]["rules"]) == len(scenario.rules) > 0
    told = json.dumps(steps, ensure_ascii=False)
    for secret in (
        expected_in_words(scenario),
        scenario.rationale,
        scenario.near_miss,
        scenario.key.model_query,
    ):
        assert not secret or secret not in told


@pytest.mark.parametrize("competency", sorted({rule.competency for rule in load_rulebook()}))
def test_each_competency_has_a_question_and_a_generated_note_has_help(competency):
    question = TEXTS[f"hint.question.{competency}"]
    assert question.endswith("?")
    assert not any(sign.isdigit() for sign in question)  # a code or a limit would be an answer


def test_a_generated_note_has_help_too():
    scenario = fresh("time", seed=7)
    assert hint_for(scenario, 2).sentences
    assert hint_for(scenario, 3).rules
