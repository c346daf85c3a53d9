"""What the commands of the rule book print, and that the pages in docs/rules are current."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from bhtrain.authoring.cases import lines_explained
from bhtrain.authoring.rule_lists import differences, listed
from bhtrain.authoring.rule_pages import page, pages
from bhtrain.authoring.schema import schema_of
from bhtrain.cli import app
from bhtrain.errors import UnknownNameError
from bhtrain.model.facts import fact_names
from bhtrain.rules import load_rulebook

ROOT = Path(__file__).parents[2]
VISIT = {"service_date": "2025-03-04", "activities.psychotherapy.minutes": 45}


def run(*words, given=None):
    """Type a command; exit status and what it printed."""
    result = CliRunner().invoke(app, list(words), input=given)
    return result.exit_code, result.output


def test_every_line_gets_an_answer_and_a_bad_one_stops_nobody():
    lines = [json.dumps({"id": 1, "visit": VISIT}), "[", '"x"', json.dumps({"id": 4, "visit": {}})]
    answers = list(lines_explained([*lines, "", json.dumps({"id": 5, "visit": VISIT}), "[" * 9999]))

    assert [answer["id"] for answer in answers] == [1, None, None, 4, 5, None]
    assert ["error" in answer for answer in answers] == [False, True, True, True, False, True]
    assert answers[1]["error"] == {"line": 2, "text": "it is no JSON"}


def test_explain_reads_a_scenario_and_says_what_it_supports():
    status, said = run("explain", str(ROOT / "bhtrain/scenarios/bank/time/time-001.yaml"))

    assert status == 0
    assert "90832 x1 at 11; F41.1" in said
    assert "The claim given may go out." in said


def test_explain_takes_cases_from_standard_input():
    given = json.dumps({"id": "a", "visit": VISIT}) + "\n"
    status, said = run("explain", "--jsonl", "--json", given=given)

    assert status == 0
    assert json.loads(said)["supported"][0][0]["code"] == "90834"


def test_rules_as_json_have_the_promised_names():
    status, said = run("rules", "--json")
    first = json.loads(said)[0]

    assert status == 0
    names = "id title competency state confidence certainty severity versions sources"
    assert list(first) == names.split()
    assert len(json.loads(said)) == len(load_rulebook())


def test_rules_of_one_competency_on_one_date():
    crisis = listed(competency="crisis", on=date(2025, 3, 4))

    assert {"crisis-first-hour", "crisis-minimum-30"} <= {rule["id"] for rule in crisis}
    assert {rule["competency"] for rule in crisis} == {"crisis"}
    with pytest.raises(UnknownNameError, match="did you mean 'crisis'"):
        listed(competency="crysis")


def test_the_difference_of_two_dates_names_rules_codes_and_why():
    """Counselors and family therapists could bill Medicare from 2024-01-01."""
    changes = differences(date(2024, 1, 1), date(2023, 12, 31))
    codes = {change["code"]: change["change"] for change in changes["codes"]}

    assert "tele-pos" in {change["id"] for change in changes["rules"]}
    assert codes["90837"] == "Medicare also pays it to lmft, lpc"
    assert any(why["effective"] == "2024-01-01" for why in changes["why"])
    same = differences(date(2025, 3, 4), date(2025, 3, 5))
    assert same["rules"] == same["codes"] == []


def test_one_rule_is_shown_with_text_sources_and_cases():
    shown = page("time-psychotherapy-45")

    for words in ("## What it says", "## Why", "**Common mistake:**", "Keeps it:", "## Cases"):
        assert words in shown
    assert "](https://" in shown
    with pytest.raises(UnknownNameError, match="did you mean 'time-psychotherapy-45'"):
        page("time-psychotherapy-54")


def test_the_pages_in_docs_are_current():
    """To renew them: bhtrain rules pages."""
    folder = ROOT / "docs" / "rules"
    written = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}

    assert written == pages()


def test_each_source_on_a_page_is_one_of_the_list_with_its_title_and_address():
    """No invented authority: nothing is cited that stands in no list of sources."""
    listed = yaml.safe_load((ROOT / "bhtrain/codebook/sources.yaml").read_text(encoding="utf-8"))
    known = {(source["title"], source["url"]) for source in listed}
    ids = {source["id"] for source in listed}

    for name, text in pages().items():
        part = text.partition("## Sources")[2].partition("## Cases")[0]
        cited = re.findall(r"^- \[(.*)\]\((http[^)]*)\), ", part, flags=re.MULTILINE)
        assert name == "README.md" or cited
        assert set(cited) <= known
    for rule in load_rulebook():
        assert {source for version in rule.versions for source in version.sources} <= ids


@pytest.mark.parametrize("name", ["visit", "claim", "scenario", "answers"])
def test_each_schema_is_a_valid_schema(name):
    Draft202012Validator.check_schema(schema_of(name))


def test_each_fact_has_a_description_and_refuses_another_type():
    schema = schema_of("visit")
    validator = Draft202012Validator(schema)

    for name in fact_names():
        if not name.startswith("activities."):
            assert schema["properties"][name]["description"]
    assert validator.is_valid({"service_date": "2025-03-04", "clinician.credential": "lcsw"})
    assert not validator.is_valid({"service_date": "2025-03-04", "patient.present": "yes"})
    assert not validator.is_valid({"service_date": "2025-03-04", "activities.crisis.minutes": 1441})


@pytest.mark.parametrize(
    "words",
    [
        ("rules", "--on", "soon"),
        ("rules", "--diff", "2024-01-01", "2024-31-01"),
        ("rules", "show", "no-such-rule"),
        ("rules", "--competency", "magic"),
        ("schema", "viisit"),
        ("explain",),
        ("explain", "no-such-file.yaml"),
    ],
)
def test_a_wrong_word_is_answered_in_a_sentence(words, monkeypatch, capsys):
    from bhtrain.cli import main

    monkeypatch.setattr("sys.argv", ["bhtrain", *words])
    with pytest.raises(SystemExit) as ended:
        main()

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.strip()
    assert "Traceback" not in told
