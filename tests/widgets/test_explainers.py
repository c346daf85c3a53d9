"""The explainers without a browser: what they draw is what dossier and rulebook say."""

import re
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bhtrain
from bhtrain.codebook import load_codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.finding import Outcome
from bhtrain.model.visit import Visit
from bhtrain.rules import load_rulebook
from bhtrain.rules.engine import judge_rule
from bhtrain.widgets import explainer_data, explainer_grids, explainers, modules, pages
from bhtrain.widgets.explainer_texts import EXPLAINER_TEXTS
from bhtrain.widgets.explainers import Explainer

BOOK = load_codebook()
DAY = date(2026, 3, 4)


def label_at(family: str, minutes: int) -> str:
    data = explainer_data.ruler_data(BOOK, family, DAY)
    return data["bands"][data["band_of"][minutes]]["label"]


@pytest.mark.parametrize(
    ("family", "minutes", "label"),
    [
        ("psychotherapy", 0, "no code"),
        ("psychotherapy", 15, "no code"),
        ("psychotherapy", 16, "90832"),
        ("psychotherapy", 37, "90832"),
        ("psychotherapy", 38, "90834"),
        ("psychotherapy", 52, "90834"),
        ("psychotherapy", 53, "90837"),
        ("psychotherapy", 120, "90837"),
        ("psychotherapy-add-on", 15, "no add-on"),
        ("psychotherapy-add-on", 16, "90833"),
        ("psychotherapy-add-on", 37, "90833"),
        ("psychotherapy-add-on", 38, "90836"),
        ("psychotherapy-add-on", 52, "90836"),
        ("psychotherapy-add-on", 53, "90838"),
        ("crisis", 29, "no crisis code"),
        ("crisis", 30, "90839"),
        ("crisis", 74, "90839"),
        ("crisis", 75, "90839 and 1 × 90840"),
        ("crisis", 104, "90839 and 1 × 90840"),
        ("crisis", 105, "90839 and 2 × 90840"),
        ("family", 25, "no code"),
        ("family", 26, "90846 or 90847"),
    ],
)
def test_the_ruler_changes_its_code_at_the_minutes_of_the_dossier(
    family: str, minutes: int, label: str
) -> None:
    """One minute decides; the expected codes come from the dossier, not from the codebook."""
    assert label_at(family, minutes) == label


@pytest.mark.parametrize("family", explainer_data.RULERS)
def test_every_minute_of_the_ruler_lies_in_its_band(family: str) -> None:
    """The picture and the slider must not disagree at an edge."""
    data = explainer_data.ruler_data(BOOK, family, DAY)
    assert len(data["band_of"]) == data["last"] + 1 == 121
    for minutes, place in enumerate(data["band_of"]):
        band = data["bands"][place]
        assert band["first"] <= minutes <= band["last"]


def test_a_band_that_leaves_the_ruler_says_where_it_ends() -> None:
    """105 to 134 minutes take two units; the ruler stops at 120."""
    last = explainer_data.ruler_data(BOOK, "crisis", DAY)["bands"][-1]
    assert (last["span"], last["last"]) == ("105 to 134 minutes", 120)


def test_the_map_joins_an_add_on_only_to_its_bases_of_that_day() -> None:
    """G2211 took home visits as a base only from 2026 on (dossier)."""

    def joins(day: date) -> dict[str, str]:
        return dict(explainer_data.map_data(BOOK, day)["table"]["rows"])

    assert joins(DAY)["90840"] == "90839"
    assert joins(DAY)["90785"].startswith("90791, 90792, 90832, 90834, 90837")
    assert "99341" in joins(date(2026, 1, 1))["G2211"]
    assert "99341" not in joins(date(2025, 12, 31))["G2211"]


def test_each_line_of_the_map_is_in_the_table_and_the_other_way_round() -> None:
    """The picture is no other source than the table."""
    data, codes = explainer_data.map_data(BOOK, DAY), BOOK.on(DAY).codes
    drawn = {
        (data["bases"][base]["label"], data["add_ons"][one]["label"]) for base, one in data["lines"]
    }
    for one in data["add_ons"]:
        bases = [base for base in codes[one["label"]].required_base if base in codes]
        ends = {base for base, add_on in drawn if add_on == one["label"]}
        named = {base for label in ends for base in bases if base in written_out(label)}
        assert named == set(bases)


def written_out(label: str) -> set[str]:
    found = set(re.findall(r"\w{5}", label))
    for first, last in re.findall(r"(\d{5}) to (\d{5})", label):
        found |= {str(number) for number in range(int(first), int(last) + 1)}
    return found


@given(st.lists(st.sampled_from(sorted(BOOK.codes)), min_size=1, unique=True))
def test_a_span_names_each_code_and_no_other(codes: list[str]) -> None:
    """Codes put together as a span lose none, and invent none."""
    assert written_out(explainer_data.spans(codes)) == set(codes)


def who(payer: str, day: date) -> dict[str, dict[str, str]]:
    data = explainer_grids.who_data(BOOK, Payer(payer), day)
    codes = [code for code, _ in data["columns"]]
    return {
        row["words"]: dict(zip(codes, (cell[1] for cell in row["cells"]), strict=True))
        for row in data["rows"]
    }


def test_the_grid_knows_since_when_a_counselor_may_bill_medicare() -> None:
    """Counselors and family therapists bill Medicare from 2024-01-01 on."""
    name = BOOK.credentials["lpc"].full_name
    assert who("medicare", date(2023, 12, 31))[name]["90834"] == "from 2024-01-01"
    assert who("medicare", date(2024, 1, 1))[name]["90834"] == "yes"
    assert who("medicare", DAY)[name]["90792"] == "no"


def test_the_grid_says_no_where_nobody_pays_and_ask_where_a_plan_decides() -> None:
    """A behavior technician bills no psychotherapy; a plan decides by its contract."""
    rbt, lcsw = (BOOK.credentials[name].full_name for name in ("rbt", "lcsw"))
    assert who("medicare", DAY)[rbt]["90834"] == "no"
    assert who("commercial", DAY)[rbt]["90834"] == "ask first"
    assert who("commercial", DAY)[lcsw]["90834"] == "usually"
    assert who("medicare", DAY)[lcsw]["90785"] == "with a base"


def same(one: str, other: str, *, payer: str = "medicare", day: date = DAY) -> list[str]:
    data = explainer_grids.same_day_data(BOOK, (one, other), Payer(payer), day)
    return data["rows"][0]["cells"][1]


@pytest.mark.parametrize(
    ("one", "other", "text", "why"),
    [
        ("90791", "90834", "not together", "90834 is denied beside 90791"),
        ("90834", "90847", "with 59", "90834 is denied beside 90847 unless one of 59"),
        ("90847", "99214", "with 25", "99214 is denied beside 90847 unless 25"),
        ("90833", "99214", "together", "90833 is an add-on and may join 99214"),
        ("90785", "90839", "not together", "90785 is denied beside 90839"),
        ("90785", "90847", "only apart", "Not for one session"),
        ("90834", "99214", "not together", "use the matching E/M add-on code instead"),
    ],
)
def test_the_matrix_says_together_with_a_modifier_or_not(
    one: str, other: str, text: str, why: str
) -> None:
    """From the national pairs and the exclusions that the dossier lists."""
    cell = same(one, other)
    assert cell[1] == text
    assert why in cell[2]
    assert same(other, one)[1] == text


def test_a_pair_binds_only_who_follows_it_and_only_since_it_is_known() -> None:
    """National pairs bind Medicare and Medicaid; before its start a pair is not known."""
    assert same("96130", "96127", payer="medicaid")[1] == "not together"
    alone = next(
        pair
        for pair in BOOK.pairs.values()
        if pair.start == date(2020, 1, 1)
        and {pair.column1, pair.column2} <= set(BOOK.on(DAY).codes)
        and not any(
            other in exclusion.codes
            for code, other in ((pair.column1, pair.column2), (pair.column2, pair.column1))
            for exclusion in BOOK.codes[code].excludes
        )
    )
    assert same(alone.column1, alone.column2, payer="commercial")[1] == "ask the plan"
    assert same(alone.column1, alone.column2, day=date(2019, 12, 31))[1] == "not known"


@pytest.mark.parametrize(("one", "other"), [*combinations(explainer_grids.ON_ONE_DAY, 2)])
def test_the_matrix_agrees_with_the_rules_of_pairs(one: str, other: str) -> None:
    """What the rules deny for Medicare whatever the modifier, the matrix never calls together."""
    visit = Visit(service_date=DAY, payer=Payer.MEDICARE)
    claim = Claim(lines=(ServiceLine(code=one), ServiceLine(code=other)))
    rules = load_rulebook()
    names = ("mod-ncci-zero", "crisis-excludes", "eval-no-psychotherapy", "eval-no-em")
    found = [judge_rule(rules[name], visit, claim, on=DAY) for name in names]
    denied = any(finding.outcome is Outcome.NOT_MET and finding.strict for finding in found)
    if denied:
        assert same(one, other)[1] == "not together"


@pytest.mark.parametrize(
    ("call", "options", "sentence"),
    [
        ("time_ruler", {"family": "chess"}, "There is no time ruler"),
        ("time_ruler", {"on": "2012-12-31"}, "Dates of service before 2013-01-01 are outside"),
        ("time_ruler", {"on": "2026-13-01"}, "is not a date"),
        ("time_ruler", {"on": None}, "is not a date"),
        ("add_on_map", {"on": "2012-12-31"}, "Dates of service before 2013-01-01 are outside"),
        ("who_may_bill", {"payer": "aetna"}, "There is no payer"),
        ("who_may_bill", {"on": "1999-01-01"}, "Dates of service before 2013-01-01 are outside"),
        ("same_day", {"codes": ("90834", "<b>")}, "There is no procedure code"),
        ("same_day", {"codes": "90834"}, "Name two codes or more"),
        ("same_day", {"codes": ()}, "Name two codes or more"),
        ("same_day", {"codes": ("90834", "G0017"), "on": "2020-01-01"}, "is not in force on"),
        ("same_day", {"codes": tuple(BOOK.on(DAY).codes)}, "cannot be read"),
        ("same_day", {"on": "2012-12-31"}, "Dates of service before 2013-01-01 are outside"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(
    call: str, options: dict[str, Any], sentence: str
) -> None:
    """A lesson's author sees what to write instead, not a traceback; markup stays text."""
    shown = getattr(pages, call)(**options)
    assert sentence in shown.value
    assert "<b>" not in shown.value


@pytest.mark.parametrize("call", ["time_ruler", "add_on_map", "who_may_bill", "same_day"])
def test_its_plain_text_is_whole_and_the_same_in_every_run(call: str) -> None:
    """nbval compares it, and somebody without the widget reads it."""
    one, other = getattr(bhtrain, call)(), getattr(bhtrain, call)()
    assert isinstance(one, Explainer)
    text = one._repr_mimebundle_()[0]["text/plain"]
    assert text == repr(one) == repr(other)
    assert text.startswith(f"{one.data['title']} (Date of service 2026-03-04)")
    assert max(map(len, text.splitlines())) <= explainers.WIDTH


def test_nothing_in_it_has_keys_that_a_browser_would_reorder() -> None:
    """JavaScript sorts keys such as "11" before "02"."""

    def keys(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [*value, *(key for inner in value.values() for key in keys(inner))]
        return [key for inner in value for key in keys(inner)] if isinstance(value, list) else []

    for call in ("time_ruler", "add_on_map", "who_may_bill", "same_day"):
        assert not [key for key in keys(getattr(pages, call)().data) if key.isdigit()]


def test_the_browser_asks_only_for_sentences_of_the_catalogue_and_each_is_used() -> None:
    """A missing sentence would be an error on the screen, an unused one work for translators."""
    own = set(modules.EXPLAINER_MODULES) - set(modules.MODULES)
    browser = "\n".join((modules.STATIC / name).read_text() for name in own)
    asked = set(re.findall(r'"((?:explainer|ruler|map|grid)\.[a-z.\-]+)"', browser)) - own
    python = "\n".join(
        (modules.STATIC.parent / f"{name}.py").read_text()
        for name in ("explainer_data", "explainer_grids", "explainers")
    )
    used = asked | set(re.findall(r'TEXTS\[\s*"([^"]+)"', python))
    used |= set(re.findall(r'"([a-z]+\.[a-z.\-_]+)"', python))
    stems = tuple(re.findall(r'f"([a-z]+\.[a-z.\-]*)\{', python))
    assert asked <= set(EXPLAINER_TEXTS)
    assert {
        key for key in EXPLAINER_TEXTS if key not in used and not key.startswith(stems)
    } == set()
