"""Facts of codes, pairs, limits, credentials, diagnoses and payers, as the dossier gives them."""

from datetime import date
from itertools import chain

import pytest

from bhtrain.codebook import load_codebook
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import MedicalDecision

BOOK = load_codebook()


def test_the_codebook_is_complete():
    """As many of each as the coders who collected them counted."""
    counted = {
        "codes": 271,
        "deleted": 54,
        "modifiers": 55,
        "places": 28,
        "credentials": 28,
        "pairs": 705,
        "diagnoses": 861,
        "excludes1": 132,
        "diagnosis_patterns": 21,
        "carc": 39,
        "rarc": 14,
        "group_codes": 4,
        "updates": 32,
        "calendar": 6,
        "sources": 197,
    }
    assert {name: len(getattr(BOOK, name)) for name in counted} == counted
    assert sum(code.unit_limit is not None for code in BOOK.codes.values()) == 153
    assert sum(one.everyday for one in BOOK.diagnoses.values()) == 84


@pytest.mark.parametrize(
    ("code", "least", "activity"),
    [
        ("90834", 38, "psychotherapy"),
        ("90838", 53, "psychotherapy"),
        ("G0017", 30, "crisis"),
        ("90846", 26, "family"),
        ("90853", None, "group"),
        ("90792", None, "evaluation"),
        ("99214", 30, "medical-visit"),
        ("99350", 60, "medical-visit"),
        ("96130", 31, "testing-evaluation"),
        ("96137", 16, "test-administration"),
        ("96139", 16, "technician-testing"),
        ("96121", 31, "neurobehavioral-exam"),
        ("96159", 8, "health-behavior-individual"),
        ("96170", 16, "health-behavior-family-alone"),
        ("97153", 8, "aba-treatment"),
        ("0373T", 8, "aba-team-treatment"),
        ("99492", 36, "care-month"),
        ("G0560", 20, "safety-planning"),
        ("G0396", 15, "brief-intervention"),
        ("98966", 5, "telephone"),
        ("H2011", 8, "named-service"),
        ("96127", None, None),
        ("90870", None, None),
    ],
)
def test_minutes_and_the_time_they_are_of(code, least, activity):
    """A rule that counts minutes has to know which."""
    found = BOOK.code(code)
    assert (found.minutes_min, found.activity) == (least, activity)


def test_every_timed_code_says_which_time_it_counts():
    """Otherwise its minutes could not be checked against a note."""
    timed = {c.code for c in BOOK.codes.values() if c.minutes_min is not None and not c.activity}
    assert timed == set()


def test_state_units_are_the_payers_business():
    """Eight minutes or a full fifteen: only the state's manual says."""
    assert BOOK.code("H2011").minutes_payer_ruled
    assert BOOK.code("H0004").unit_basis == "per 15 minutes"
    assert not BOOK.code("97153").minutes_payer_ruled


def test_a_code_says_what_may_not_stand_beside_it():
    """Interactive complexity never goes with crisis work."""
    crisis = [one for one in BOOK.code("90785").excludes if "90839" in one.codes]
    assert [(one.scope, one.override) for one in crisis] == [("same_day", "none")]
    assert "90840" in crisis[0].codes


def test_bases_count_on_their_own_dates():
    """Prolonged time left the office visits in 2021 and psychotherapy in 2023."""
    bases = {
        day: BOOK.on(day).code("99354").required_base
        for day in map(date, (2020, 2021), (12, 1), (31, 1))
    }
    first, second = bases.values()
    assert "99213" in first
    assert "99213" not in second
    assert "90837" in second
    assert "99354" not in BOOK.on(date(2023, 1, 1)).codes
    assert "99347" not in BOOK.on(date(2025, 12, 31)).code("G2211").required_base
    assert "99347" in BOOK.on(date(2026, 1, 1)).code("G2211").required_base


def test_deleted_codes_name_their_successors():
    """A claim of 2013 with a code of 2012 is denied; the feedback says what to bill."""
    assert BOOK.deleted["90806"].end == date(2012, 12, 31)
    assert BOOK.deleted["90806"].successors == ("90834",)
    assert BOOK.deleted["90862"].successors == ("99212", "99213", "99214")
    assert (BOOK.deleted["99354"].end, BOOK.deleted["99354"].successors) == (date(2022, 12, 31), ())


@pytest.mark.parametrize(
    ("one", "other", "column1", "indicator", "start"),
    [
        ("90834", "90791", "90791", 0, date(2014, 10, 1)),
        ("90834", "90847", "90847", 1, date(2014, 10, 1)),
        ("90839", "90834", "90834", 0, date(2013, 1, 1)),
        ("96127", "90834", "90834", 0, date(2020, 1, 1)),
        ("90834", "96116", "90834", 1, date(2020, 1, 1)),
    ],
)
def test_pairs_are_found_in_either_order(one, other, column1, indicator, start):
    """The column says which line is paid."""
    pair = BOOK.pair(one, other)
    assert pair is not None
    assert pair == BOOK.pair(other, one)
    assert (pair.column1, pair.indicator, pair.start) == (column1, indicator, start)
    assert pair.quarter == "2024Q3"


def test_before_its_start_a_pair_is_undetermined():
    """The table of one quarter says nothing about earlier years."""
    pair = BOOK.pair("90791", "90834")
    assert pair is not None
    assert pair.in_force(date(2014, 9, 30)) is None
    assert pair.in_force(date(2014, 10, 1)) is True


def test_pairs_of_a_claim():
    """Each pair once, whatever the order of the lines; the same code twice is no pair."""
    found = BOOK.pairs_of(["90834", "90791", "90834", "H0004"])
    assert [(pair.column1, pair.column2) for pair in found] == [("90791", "90834")]
    assert BOOK.pairs_of(["99213"]) == ()


@pytest.mark.parametrize(
    ("code", "value", "mai"), [("90837", 2, 3), ("97151", 8, 3), ("99309", 1, 2)]
)
def test_unit_limits(code, value, mai):
    """Of the quarter whose table was read, and of no other."""
    limit = BOOK.code(code).unit_limit
    assert limit is not None
    assert (limit.value, limit.mai, limit.sourced) == (value, mai, True)
    assert limit.covers(date(2024, 7, 1))
    assert limit.covers(date(2024, 9, 30))
    assert not limit.covers(date(2024, 10, 1))


def test_only_an_office_visit_names_its_decision_making():
    """The summaries of other visits name no single level."""
    levels = {code.family for code in BOOK.codes.values() if code.decision is not None}
    assert levels == {"em_office"}
    assert BOOK.code("99345").new_patient is True
    assert BOOK.code("99347").new_patient is False
    assert BOOK.code("99223").new_patient is None
    assert BOOK.office_visit(MedicalDecision.HIGH, new_patient=True).code == "99205"


def test_who_may_enrol_in_medicare():
    """And since when; nobody invents a date for those who always could."""
    lpc, intern = BOOK.credentials["lpc"], BOOK.credentials["grad-intern"]
    assert (lpc.may_enrol, lpc.medicare_since) == (True, date(2024, 1, 1))
    assert (intern.may_enrol, intern.medicare_since) == (False, None)
    assert BOOK.credentials["md-psychiatrist"].medicare_since is None
    assert BOOK.credentials["cns-psych"].prescriber is None
    assert BOOK.credentials["lcsw"].taxonomy[0].code == "1041C0700X"
    assert BOOK.credentials["lcsw"].level_modifiers == ("AJ", "HO")


def test_payers_hold_no_flag_that_nobody_stated():
    """A generic plan answers nothing: its own manual does."""
    flags = {name: dict(payer.flags) for name, payer in BOOK.payers.items()}
    assert flags == {
        "medicare": {"ncci": True},
        "generic-commercial": {},
        "generic-medicaid": {"ncci": True},
        "tricare": {"timely_days": 365, "mental_disorder_only": True},
        "va": {"timely_days": 180, "auth_required": ("all",)},
    }
    assert BOOK.payers["generic-medicaid"].payer is Payer.MEDICAID


def test_diagnoses_have_dates():
    """F32.A did not exist before; the parent of a split code ended."""
    assert BOOK.diagnoses["F32.A"].start == date(2021, 10, 1)
    assert BOOK.diagnoses["F50.81"].end == date(2024, 9, 30)
    assert BOOK.diagnoses["F41.1"].everyday
    assert not BOOK.diagnoses["F42.4"].everyday


def test_denial_words():
    """The words a remittance is read by."""
    assert BOOK.rarc["N122"] == "add-on code cannot be billed by itself"
    assert BOOK.group_codes["PR"] == "patient responsibility"


def test_every_name_in_the_codebook_stands_for_something():
    """A code, a source or a credential that nobody knows could not be explained."""
    for code in BOOK.codes.values():
        beside = chain(code.required_base, *(one.codes for one in code.excludes))
        assert set(beside) <= BOOK.codes.keys(), code.code
        assert code.billable_by.keys() <= BOOK.credentials.keys(), code.code
    for pair in BOOK.pairs.values():
        assert {pair.column1, pair.column2} <= BOOK.codes.keys()
    for gone in BOOK.deleted.values():
        assert set(gone.successors) <= BOOK.codes.keys()
    for who in BOOK.credentials.values():
        assert set(who.level_modifiers) <= BOOK.modifiers.keys()
    facts = chain.from_iterable(payer.facts for payer in BOOK.payers.values())
    tables = (BOOK.codes, BOOK.pairs, BOOK.deleted, BOOK.credentials, BOOK.diagnosis_patterns)
    for entry in chain(*(table.values() for table in tables), BOOK.updates, facts):
        assert set(entry.sources) <= BOOK.sources.keys(), entry


def test_add_ons_do_not_exclude_their_own_bases():
    """A claim that needs a code cannot be refused for it."""
    for code in BOOK.codes.values():
        barred = {c for one in code.excludes if one.override == "none" for c in one.codes}
        assert not barred & set(code.required_base), code.code
