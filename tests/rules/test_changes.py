"""What became different in a span: told from the dated rules, and nothing else."""

from datetime import date

import pytest

from bhtrain.errors import UnknownNameError
from bhtrain.rules.changes import changes, what_changed
from bhtrain.rules.explain import WIDTH


def told(since, until, heading, **options):
    """What is told under the heading that begins so, or ends with that rule's name."""
    found = what_changed(date.fromisoformat(since), date.fromisoformat(until), **options)
    return [line for change in found if heading in change.heading for line in change.told]


def test_a_rule_is_told_with_what_it_said_before():
    """G0136 kept its number and changed its meaning with 2026."""
    before, now = told("2026-01-01", "2026-12-31", "(ann-g0136)")

    assert before.startswith("Before: ")
    assert "social risk" in before
    assert now.startswith("From 2026-01-01: ")
    assert "physical activity and nutrition" in now


def test_a_rule_that_is_new_has_no_before():
    """In 2024 there was nothing that G0136 had meant earlier."""
    [now] = told("2024-01-01", "2024-12-31", "(ann-g0136)")

    assert now.startswith("From 2024-01-01: ")


def test_a_rule_that_changed_twice_says_both_and_what_was_before_the_first():
    """The lapse of January 2026, and its mending in February."""
    lines = told("2026-01-01", "2026-12-31", "(tele-lapses)")

    assert [line.partition(":")[0] for line in lines] == [
        "Before",
        "From 2026-01-31",
        "From 2026-02-04",
    ]


def test_a_rule_that_was_withdrawn_says_so():
    """Since 2023 no supervisor of behavioral work has to sit in the suite."""
    before, now = told("2023-01-01", "2023-01-01", "(inc-direct-before-2023)")

    assert "live video" in before
    assert now == "From 2023-01-01: It no longer holds."


@pytest.mark.parametrize(
    ("since", "until", "listed"),
    [
        ("2023-12-01", "2023-12-31", False),
        ("2023-12-01", "2024-01-01", True),
        ("2024-01-01", "2024-01-01", True),
        ("2024-01-02", "2024-12-31", False),
    ],
)
def test_both_ends_of_the_span_belong_to_it(since, until, listed):
    """Family therapists and counselors bill Medicare from 2024-01-01 on."""
    who = " ".join(told(since, until, "Who may bill Medicare"))

    assert ("LMFT" in who, "LPC" in who) == (listed, listed)


def test_a_code_that_was_opened_to_one_credential_only_is_told():
    """Medicare opened the health behavior codes to social workers in 2024."""
    who = told("2024-01-01", "2024-12-31", "Who may bill Medicare")

    assert [line for line in who if "LCSW" in line and "96156" in line]


@pytest.mark.parametrize(
    ("since", "until", "codes"),
    [
        ("2024-01-01", "2024-12-31", []),
        ("2025-01-01", "2025-12-31", ["99441", "99442", "99443", "G2012"]),
        ("2026-01-01", "2026-12-31", []),
        ("2027-01-01", "2027-12-31", ["0362T", "0373T"]),
    ],
)
def test_a_code_that_ended_belongs_to_its_first_day_without(since, until, codes):
    """A last date of service is a day on which the code still holds."""
    lines = told(since, until, "Codes that ended")

    assert [line.split(": ")[1].split(",")[0] for line in lines] == codes


def test_what_a_deleted_code_became_is_told():
    """The old superbill needs the new number beside the old one."""
    lines = told("2025-01-01", "2025-01-01", "Codes that ended")

    assert "From 2025-01-01: G2012, since then 98016" in lines


def test_many_codes_of_one_day_are_told_as_runs():
    """Nobody reads seventeen lines of visits by video."""
    [line] = told("2025-01-01", "2025-12-31", "Codes that came")

    assert "98000 to 98016" in line
    assert "G0560" in line


def test_diagnoses_come_and_go_in_october():
    """Eating disorders were divided on 2024-10-01."""
    came = " ".join(told("2024-10-01", "2024-10-01", "Diagnoses that came"))
    ended = told("2024-10-01", "2024-10-01", "Diagnoses that ended")

    assert "F50.20 to F50.25" in came
    assert [line.split(": ")[1].split(",")[0] for line in ended] == [
        "F50.01",
        "F50.02",
        "F50.2",
        "F50.81",
    ]


def test_a_topic_may_be_chosen():
    """By competency or by rule; codes are left out then."""
    by_rule = what_changed(date(2024, 1, 1), date(2024, 12, 31), about=["tele-pos"])
    by_topic = what_changed(date(2024, 1, 1), date(2024, 12, 31), about=["telehealth"])

    assert [change.heading.rpartition(" ")[2] for change in by_rule] == ["(tele-pos)"]
    assert set(by_rule) < set(by_topic)
    assert not [change for change in by_topic if "Codes" in change.heading]


def test_a_quiet_span_says_that_nothing_changed():
    """Silence would look like an error."""
    assert what_changed(date(2026, 5, 1), date(2026, 6, 1)) == ()
    assert changes("2026-05-01", "2026-06-01").splitlines() == [
        "Dates of service 2026-05-01 to 2026-06-01",
        "",
        "bhtrain knows of no change.",
    ]


def test_the_text_fits_a_notebook():
    """And a cell's last value shows no quotes."""
    text = changes("2024-01-01", "2026-12-31")

    assert max(map(len, text.splitlines())) <= WIDTH
    assert repr(text) == str(text)


def test_a_notebook_shows_headings_and_lists():
    """On a telephone lines of a fixed width cannot be read; nothing of a text is taken for HTML."""
    shown = changes("2026-02-16", "2026-02-16")._repr_html_()

    assert "Dates of service 2026-02-16 to 2026-02-16" in shown
    assert shown.count("</h3>") == shown.count("<ul>") == shown.count("<li>") == 1
    assert "patient&#x27;s consent (priv-part2)</h3>" in shown
    assert "bhtrain knows of no change." in changes("2026-05-01", "2026-05-02")._repr_html_()


def test_slips_are_answered_in_words():
    """A lesson's author mistypes, too."""
    with pytest.raises(ValueError, match="before it begins"):
        changes("2026-01-02", "2026-01-01")
    with pytest.raises(UnknownNameError, match="did you mean 'telehealth'"):
        changes("2026-01-01", "2026-12-31", about=["telehealt"])
