"""What comes next in practice: never nothing, never the same again, more of what is missed."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tries import NOON, graded, tried

from bhtrain.progress.mastery import by_competency
from bhtrain.progress.next_note import Choice, level_for, likely_miss, next_note
from bhtrain.scenarios.bank import Listed

COMPETENCIES = ["time", "crisis", "units", "privacy"]


def note(name, *competencies, level="core"):
    return Listed(name, level, "code", competencies or (name.rpartition("-")[0],))


def bank(*competencies, of_each=3):
    return [note(f"{name}-{n}") for name in competencies for n in range(of_each)]


banks = st.lists(
    st.builds(
        Listed,
        st.integers(0, 40).map(lambda n: f"note-{n}"),
        st.sampled_from(["first", "core", "hard"]),
        st.just("code"),
        st.lists(st.sampled_from(COMPETENCIES), min_size=1, max_size=3, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one.id,
)
logs = st.lists(
    st.builds(
        tried,
        st.integers(0, 40).map(lambda n: f"note-{n}"),
        st.sampled_from(COMPETENCIES),
        right=st.booleans(),
        at=st.integers(-900, 900).map(lambda days: NOON + timedelta(days=days)),
        first=st.booleans(),
        setting=st.sampled_from(["practice", "lesson", "onboarding-1"]),
    ),
    max_size=20,
)


@given(banks, logs, st.randoms(use_true_random=False), st.data())
def test_there_is_always_a_note_and_never_the_same_again(notes, log, random, data):
    """Whatever the log says, whatever the clock did, and whatever lessons keep for themselves."""
    names = [one.id for one in notes]
    after = data.draw(st.sampled_from([*names, None]))
    held_back = data.draw(st.sets(st.sampled_from(names)))
    asked = data.draw(st.sampled_from([None, *notes[0].competencies]))

    choice = next_note(
        notes,
        log,
        at=NOON,
        random=random,
        after=after,
        competency=asked,
        held_back=held_back,
    )

    fitting = [one for one in notes if asked in (None, *one.competencies)]
    assert choice is not None
    (chosen,) = [one for one in fitting if one.id == choice.note]
    assert choice.competency in chosen.competencies
    assert asked in (None, choice.competency)
    assert choice.note != after or [one.id for one in fitting] == [after]
    free = {one.id for one in fitting} - held_back - {after}
    assert choice.note in free or not free


def made_always(competency, level, random):
    return f"generated-{random.randrange(10**6)}"


def test_the_same_log_time_and_randomness_give_the_same_note():
    """A test, and a person who asks why, can see the choice again."""
    once, again = (
        next_note(
            bank("time", "crisis"),
            [tried("time-0", "time")],
            at=NOON,
            random=Random(7),
            make=made_always,
        )
        for _ in range(2)
    )

    assert once == again


def test_the_weakest_competency_gets_the_most_notes():
    log = [tried(f"time-{n}", "time", right=False) for n in range(90, 96)]
    log += [tried(f"crisis-{n}", "crisis") for n in range(90, 96)]
    log += [tried(f"units-{n}", "units", right=n % 2 == 0) for n in range(90, 96)]
    random = Random(1)
    counted = Counter(
        next_note(bank("time", "crisis", "units"), log, at=NOON, random=random).competency
        for _ in range(600)
    )

    assert counted["time"] > counted["units"] > counted["crisis"] > 0
    assert counted["time"] > 300


def test_few_tries_are_uncertain_not_proof():
    """One right note is not yet a strength, and one wrong note not yet the weakest of all."""
    log = [tried("time-0", "time"), tried("units-0", "units", right=False)]
    log += [tried(f"crisis-{n}", "crisis") for n in range(8)]
    log += [tried(f"privacy-{n}", "privacy", right=False) for n in range(8)]

    miss = likely_miss([*COMPETENCIES, "telehealth"], log, at=NOON)

    order = sorted(miss, key=miss.__getitem__)
    assert order == ["crisis", "time", "telehealth", "units", "privacy"]
    assert miss["time"] == pytest.approx(1 / 3)


def test_what_was_missed_in_graded_work_comes_more_often_in_practice():
    """Both were right in practice; a person saw one of them wrong in an assignment."""
    log = [tried(f"{name}-9{n}", name) for name in ("time", "units") for n in range(4)]
    work = [graded("units", right=False, tasks=3)]

    miss = likely_miss(["time", "units"], log, work, at=NOON)

    assert miss == {"time": pytest.approx(1 / 6), "units": pytest.approx(4 / 9)}
    random = Random(1)
    counted = Counter(
        next_note(bank("time", "units"), log, at=NOON, random=random, graded=work).competency
        for _ in range(300)
    )
    assert counted["units"] > 2 * counted["time"]


def test_a_competency_that_was_graded_is_no_longer_new_and_its_level_follows():
    """Nothing was practiced; three graded tasks were right."""
    (crisis,) = by_competency([], [graded("crisis", tasks=3)])

    assert crisis.firsts == ()
    assert level_for(crisis) == "hard"
    assert likely_miss(["crisis"], [], [graded("crisis", tasks=3)], at=NOON) == {
        "crisis": pytest.approx(1 / 5)
    }


def test_what_was_not_seen_for_long_comes_back():
    """Thirty days halve what counts as known."""
    log = [tried(f"time-{n}", "time") for n in range(8)]

    soon = likely_miss(["time"], log, at=NOON)["time"]
    later = likely_miss(["time"], log, at=NOON + timedelta(days=30))["time"]

    assert soon == pytest.approx(0.1)
    assert later == pytest.approx(1 - 0.9 / 2)


def test_a_clock_set_back_adds_no_days():
    log = [tried("time-0", "time", at=NOON + timedelta(days=500))]

    assert likely_miss(["time"], log, at=NOON) == {"time": pytest.approx(1 / 3)}


def test_old_misses_are_forgiven():
    """Ten right in a row weigh more than twenty wrong of last year."""
    log = [tried(f"time-{n}", "time", right=n >= 20) for n in range(30)]

    assert likely_miss(["time"], log, at=NOON)["time"] == pytest.approx(1 / 12)


def test_with_an_empty_log_the_course_is_begun_at_its_beginning():
    """Not with a month of claims on the first morning."""
    random = Random(2)
    introduced = ["units", "crisis", "time"]
    notes = [
        note(f"{name}-{level}", name, level=level)
        for name in COMPETENCIES
        for level in ("first", "core", "hard")
    ]
    chosen = [
        next_note(notes, [], at=NOON, random=random, introduced=introduced) for _ in range(60)
    ]

    assert {one.competency for one in chosen} == set(introduced)
    assert {one.note.rpartition("-")[2] for one in chosen} == {"first"}


@pytest.mark.parametrize(
    ("right", "wrong", "level"),
    [(0, 0, "first"), (1, 3, "first"), (1, 0, "core"), (3, 1, "core"), (6, 0, "hard")],
)
def test_the_level_follows_from_what_was_right(right, wrong, level):
    log = [tried(f"time-{n}", "time", right=n < right) for n in range(right + wrong)]

    assert level_for(next(iter(by_competency(log)), None)) == level


def test_untried_notes_come_first_and_then_the_one_tried_longest_ago():
    notes = bank("time")
    log = [tried("time-1", "time"), tried("time-0", "time")]
    assert next_note(notes, log, at=NOON, random=Random(1)).note == "time-2"

    # The clock was set back before the last try: the order of the log counts.
    log += [tried("time-2", "time", at=NOON - timedelta(days=300))]
    assert next_note(notes, log, at=NOON, random=Random(1)).note == "time-1"


def test_bank_and_fresh_notes_are_mixed():
    random = Random(3)
    notes = bank("time", of_each=200)
    chosen = [
        next_note(notes, [], at=NOON, random=random, make=made_always).note for _ in range(300)
    ]

    fresh = sum(name.startswith("generated-") for name in chosen)
    assert 60 < fresh < 150


def test_when_the_bank_is_used_up_a_fresh_note_comes():
    log = [tried("time-0", "time")]

    choice = next_note(
        [note("time-0")], log, at=NOON, random=Random(1), after="time-0", make=made_always
    )

    assert choice.note.startswith("generated-")


def test_a_template_helps_where_the_bank_has_nothing():
    """Nothing of the level that was asked for, say."""
    choice = next_note([], [], at=NOON, random=Random(1), competency="time", make=made_always)

    assert choice.competency == "time"
    assert next_note([], [], at=NOON, random=Random(1), make=made_always) is None


def test_another_schedule_can_take_the_place_of_ours():
    """The seam for FSRS: it gets names, log, graded work and time, and its word goes."""
    heard = []

    def only_units(competencies, attempts, graded, *, at):
        heard.append((tuple(competencies), tuple(attempts), tuple(graded), at))
        return {name: 1.0 if name == "units" else 0.001 for name in competencies}

    log = [tried("time-0", "time"), tried("units-0", "units")]
    work = graded("time", right=False)
    choice = next_note(
        bank("time", "units"), log, at=NOON, random=Random(1), graded=[work], urgency=only_units
    )

    assert isinstance(choice, Choice)
    assert choice.competency == "units"
    assert heard == [(("time", "units"), tuple(log), (work,), NOON)]
