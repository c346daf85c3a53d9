"""What a note documents, and above all what it does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhtrain.errors import UnknownNameError
from bhtrain.model.facts import fact_value, visit_from_facts
from bhtrain.model.visit import ActivityKind, Timing

DAY = date(2026, 3, 2)
THERAPY = ActivityKind.PSYCHOTHERAPY


def minutes(**facts: object) -> int | None:
    named = {f"activities.psychotherapy.{name}": value for name, value in facts.items()}
    return visit_from_facts(named, service_date=DAY).minutes_of(THERAPY)


def test_start_and_stop_give_the_minutes():
    assert minutes(start="14:02", stop="14:47") == 45


def test_a_session_may_run_past_midnight():
    """A crisis at 23:50 is not minus 23 hours long."""
    assert minutes(start="23:50", stop="00:20") == 30


def test_a_written_total_is_used_where_there_are_no_clock_times():
    assert minutes(minutes=47) == 47


def test_a_start_without_a_stop_is_no_time():
    assert minutes(start="14:02") is None


def test_the_written_total_goes_before_the_clock():
    """Whether both agree is asked by the rule time-start-stop-agree."""
    assert minutes(start="14:00", stop="14:45", minutes=53) == 53


def test_a_break_that_the_note_names_does_not_count():
    assert minutes(start="14:00", stop="15:00", break_minutes=10) == 50


def test_a_written_total_already_leaves_breaks_out():
    assert minutes(start="14:00", stop="15:00", break_minutes=10, minutes=48) == 48


@pytest.mark.parametrize("timing", [Timing.SCHEDULED, Timing.AUTOFILLED])
def test_a_booked_slot_or_filled_in_time_is_no_documented_time(timing):
    assert minutes(start="14:00", stop="15:00", timing=timing.value) is None


def test_minutes_of_one_kind_are_added_over_the_day():
    facts = {"activities.crisis.minutes": 20, "activities.crisis-2.minutes": 25}

    assert visit_from_facts(facts, service_date=DAY).minutes_of(ActivityKind.CRISIS) == 45


def test_one_stretch_without_a_time_leaves_the_day_without_a_total():
    facts = {"activities.crisis.minutes": 20, "activities.crisis-2.start": "16:00"}

    assert visit_from_facts(facts, service_date=DAY).minutes_of(ActivityKind.CRISIS) is None


@given(start=st.times(), length=st.integers(min_value=0, max_value=24 * 60 - 1))
def test_clock_minutes_are_right_at_every_hour(start, length):
    begin = start.hour * 60 + start.minute
    end = (begin + length) % (24 * 60)

    stop = f"{end // 60:02d}:{end % 60:02d}"

    assert minutes(start=f"{start:%H:%M}", stop=stop) == length


def test_what_is_not_named_is_not_stated():
    visit = visit_from_facts({}, service_date=DAY)

    assert visit.modality is None
    assert visit.patient.location is None
    assert visit.signature.kind is None


def test_a_question_mark_documents_a_diagnosis_as_not_certain():
    visit = visit_from_facts({"diagnoses": ["F33.1", "F41.1?"]}, service_date=DAY)

    assert [(d.code, d.certain) for d in visit.diagnoses] == [("F33.1", True), ("F41.1", False)]


def test_an_unknown_fact_is_named_with_the_nearest_known_one():
    with pytest.raises(UnknownNameError, match=r"clinician\.credential"):
        visit_from_facts({"clinician.credentials": "lcsw"}, service_date=DAY)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("activities.psychotherapy.minutes", "47", "whole number"),
        ("activities.psychotherapy.minutes", -1, "whole number"),
        ("activities.psychotherapy.start", 14.05, "14:05"),
        ("patient.present", "yes", "true or false"),
        ("plan.states", ["hope"], "none of"),
        ("modality", "telepathy", "telepathy"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would(name, value, says):
    with pytest.raises(ValueError, match=says):
        fact_value(name, value)
