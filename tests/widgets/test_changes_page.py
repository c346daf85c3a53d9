"""What changed since somebody was here last: by their own attempts, until today."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from tries import tried

from bhtrain import clock, places
from bhtrain.progress.identity import sign_in_by_account
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets.changes_page import changes_since_last_visit


@pytest.fixture
def visit(tmp_path, monkeypatch):
    """A function that leaves an attempt of the learner at noon of a day."""
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path / "learner"))
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(tmp_path / "exchange"))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 20))
    learner = sign_in_by_account(places.learner_folder()).learner
    store = Workspace.of(learner).store()

    def leave(day):
        noon = datetime.combine(date.fromisoformat(day), time(12)).astimezone()
        store.add(replace(tried("time-001", "time", at=noon), learner=learner))

    return leave


def test_what_changed_between_the_last_visit_and_today_is_told(visit):
    """Somebody who was here in December and comes back in January; older visits do not count."""
    visit("2024-06-03")
    visit("2025-12-18")

    shown = changes_since_last_visit().value

    assert "You were here last on December 18, 2025." in shown
    assert "(ann-g0136)" in shown
    assert "From 2026-01-01: For services from 2026-01-01 G0136" in shown
    assert "99441" not in shown, "that was a year earlier"
    assert "2026-01-31" not in shown, "that is still to come"


def test_what_began_on_the_day_of_the_visit_is_not_told_again(visit):
    """It was there to be read."""
    visit("2026-01-01")

    assert "Nothing that bhtrain knows of changed since." in changes_since_last_visit().value


def test_a_try_of_today_is_no_earlier_visit(visit):
    """The page would be empty for whoever practices before looking."""
    visit("2025-12-18")
    visit("2026-01-20")

    assert "December 18, 2025" in changes_since_last_visit().value


def test_a_newcomer_has_missed_nothing(visit):
    """And is told so, kindly."""
    assert "nothing to catch up on" in changes_since_last_visit().value
    visit("2026-01-20")
    assert "nothing to catch up on" in changes_since_last_visit().value


def test_without_signing_in_it_says_where_to(tmp_path, monkeypatch):
    """Whose last visit it would be is not known."""
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path / "learner"))
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(tmp_path / "exchange"))

    assert "not signed in" in changes_since_last_visit().value
