"""Any visit at all, drawn from the declarations of its facts, for tests that look for holes."""

from datetime import date, time
from typing import Any, get_args, get_origin

from hypothesis import strategies as st

from bhtrain.codebook import load_codebook
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.facts import parts
from bhtrain.model.stated import Declared, declared
from bhtrain.model.visit import Activity, ActivityKind, DocumentedDiagnosis, Visit

CODES = load_codebook()
DAYS = st.dates(date(2012, 6, 1), date(2027, 12, 31))
_TEXTS = {
    "credential": [*CODES.credentials, "astrologer"],
    "supervisor": list(CODES.credentials),
    "payer_profile": list(CODES.payers),
    "unit_rounding": ["full", "midpoint"],
    "crisis_addon_rule": ["default", "midpoint", "full"],
    "telehealth_modifier": ["95", "GT", "none"],
    "associate_policy": ["supervisor_npi", "own_npi", "not_covered"],
    "distinct_modifier": ["59", "XE"],
    "telehealth_pos": ["02", "11"],
    "code": ["H2015", "H0004", "T1017", "12345"],
}
_DIAGNOSES = ["F33.1", "F41.1", "F10.20", "F50.01", "Z63.0", "Z13.31", "F32", "X99"]


def _known(fact: Declared) -> st.SearchStrategy[Any]:
    """Any value of a fact that is stated."""
    if get_origin(fact.type) is tuple:
        item = get_args(fact.type)[0]
        if item is str:
            return st.lists(st.sampled_from([*CODES.codes]), max_size=3).map(tuple)
        return st.lists(st.sampled_from(list(item)), max_size=6).map(tuple)
    plain = {
        bool: st.booleans(),
        int: st.integers(0, 300),
        float: st.floats(0, 1),
        date: DAYS,
        time: st.times(),
        str: st.sampled_from(_TEXTS.get(fact.name, ["words"])),
    }
    return plain[fact.type] if fact.type in plain else st.sampled_from(list(fact.type))


def _any(fact: Declared) -> st.SearchStrategy[Any]:
    """Any value, or None: not stated."""
    return st.none() | _known(fact)


def _part(kind: type) -> st.SearchStrategy[Any]:
    return st.just(kind()) | st.builds(kind, **{fact.name: _any(fact) for fact in declared(kind)})


def _own(kind: type) -> dict[str, st.SearchStrategy[Any]]:
    """The fields of a kind itself; some of them always hold a value."""
    always = {"payer", "whole_note", "timing"}
    others = [fact for fact in declared(kind) if fact.name != "diagnoses"]
    return {fact.name: (_known if fact.name in always else _any)(fact) for fact in others}


ACTIVITIES = st.builds(Activity, kind=st.sampled_from(ActivityKind), **_own(Activity))
VISITS = st.builds(
    Visit,
    service_date=DAYS,
    activities=st.lists(ACTIVITIES, max_size=3).map(tuple),
    **{
        **_own(Visit),
        "diagnoses": st.lists(
            st.builds(DocumentedDiagnosis, code=st.sampled_from(_DIAGNOSES), certain=st.booleans()),
            max_size=2,
        ).map(tuple),
    },
    **{stem: _part(kind) for stem, kind in parts().items()},
)
LINES = st.builds(
    ServiceLine,
    code=st.sampled_from([*CODES.codes, *CODES.deleted, "12345", ""]),
    units=st.integers(1, 9),
    modifiers=st.lists(st.sampled_from([*CODES.modifiers, "ZZ"]), max_size=2).map(tuple),
    place=st.none() | st.sampled_from([*CODES.places, "zz"]),
    pointers=st.lists(st.integers(1, 4), max_size=2).map(tuple),
)
CLAIMS = st.builds(
    Claim,
    lines=st.lists(LINES, max_size=4).map(tuple),
    diagnoses=st.lists(st.sampled_from(_DIAGNOSES), max_size=3).map(tuple),
)
