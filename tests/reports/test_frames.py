"""What a manager reads: typed frames, right on the first day and after a correction by hand."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pandas as pd
import pytest

from bhtrain.reports import frames

GRADEBOOK = """
create table assignment (id text, name text);
create table submitted_assignment (id text, assignment_id text, student_id text);
create table submitted_notebook (id text, assignment_id text);
create table base_cell (id text, name text);
create table grade_cells (id text, max_score float);
create table grade (notebook_id text, cell_id text, auto_score float, manual_score float,
                    needs_manual_grade boolean);
insert into assignment values ('a', 'onboarding-1');
insert into submitted_assignment values ('sa', 'a', 'ana');
insert into submitted_notebook values ('sn', 'sa');
insert into base_cell values ('c1', 'onboarding-1-t1'), ('c2', 'onboarding-1-t2');
insert into grade_cells values ('c1', 10), ('c2', 10);
insert into grade values ('sn', 'c1', 4, null, 0), ('sn', 'c2', 2, 8, 1);
"""
KEYS = """
canary: none
keys:
  - {id: onboarding-1-t1, competencies: [time]}
  - {id: onboarding-1-t2, competencies: [time, documentation-elements]}
"""
ATTEMPTS = """
create table attempts (learner text, at text, task text, kind text, competencies text,
    setting text, try_number integer, hints integer, seconds integer, score real,
    rules_missed text, content_version text, identity_source text);
insert into attempts values
    ('ana', '2026-03-02T12:00:00+00:00', 'time-001', 'code', 'time', 'practice', 1, 0, 60, 0.5,
     '', 'v', 'account'),
    ('ben', '2026-03-02T13:00:00+00:00', 'time-001', 'code', 'time telehealth', 'practice', 1, 0,
     60, null, 'time-documented', 'v', 'pin');
"""


def database(path, script):
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.executescript(script)


@pytest.fixture
def course(tmp_path):
    database(tmp_path / "gradebook.db", GRADEBOOK)
    database(tmp_path / "attempts.db", ATTEMPTS)
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "onboarding-1.keys.yaml").write_text(KEYS)
    return tmp_path


def test_a_score_entered_by_hand_is_the_one_that_counts(course):
    grades = frames.grades_frame(course)

    assert grades["points"].tolist() == [4.0, 8.0]
    assert grades["needs_review"].tolist() == [False, True]


def test_competencies_add_up_the_points_of_their_tasks(course):
    cohort = frames.competency_frame(course).set_index(["learner", "competency"])

    assert cohort.loc[("ana", "time"), "n"] == 2
    assert cohort.loc[("ana", "time"), "accuracy"] == pytest.approx(12 / 20)
    assert cohort.loc[("ana", "documentation-elements"), "accuracy"] == pytest.approx(0.8)


def test_practice_is_counted_apart_and_gives_no_accuracy(course):
    """Readiness rests on assessments: a learner who only practised has no accuracy."""
    cohort = frames.competency_frame(course).set_index(["learner", "competency"])

    assert cohort.loc[("ben", "telehealth"), "practice_tries"] == 1
    assert cohort.loc[("ben", "telehealth"), "n"] == 0
    assert pd.isna(cohort.loc[("ben", "telehealth"), "accuracy"])


def test_times_are_in_utc_and_a_missing_score_stays_missing(course):
    attempts = frames.attempts_frame(course)

    assert attempts["at"].iloc[0] == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert attempts["score"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("frame", "types"),
    [
        (frames.grades_frame, frames.GRADE_TYPES),
        (frames.attempts_frame, frames.ATTEMPT_TYPES),
        (frames.competency_frame, frames.COMPETENCY_TYPES),
    ],
)
def test_on_the_first_day_every_frame_is_empty_with_its_columns_and_types(tmp_path, frame, types):
    empty = frame(tmp_path)

    assert {name: str(kind) for name, kind in empty.dtypes.items()} == types
    assert empty.empty
    assert list(tmp_path.iterdir()) == []


def test_tables_show_what_anybody_typed_whole_and_as_text():
    """Neither HTML nor mathematics, whose links could run something."""
    typed = "<script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ " + "long " * 40
    with pd.option_context("display.max_colwidth", 50, "display.max_rows", 60):
        try:
            frames.show_whole_tables()
            shown = pd.DataFrame({"choice": [typed]})._repr_html_()
        finally:
            pd.reset_option("display.html.use_mathjax")

    assert "<script>" not in shown
    assert "long long</td>" in shown.replace(" </td>", "</td>")
    assert "tex2jax_ignore" in shown
