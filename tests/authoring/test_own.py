"""A practice's own scenarios: begun, checked, looked at, published, made into assignments."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from bhtrain.authoring.own import check_path, publish, scenarios_in
from bhtrain.authoring.starting import start_scenario
from bhtrain.content import content
from bhtrain.course.compose import compose, pick
from bhtrain.course.layout import Course
from bhtrain.course.scoring import AnswerKeys
from bhtrain.errors import (
    AuthoringError,
    ContentError,
    CourseError,
    ExchangeError,
    UnknownNameError,
)
from bhtrain.exchange.own_bank import FOLDER
from bhtrain.model.billing import Payer
from bhtrain.model.scenario import Kind, Level
from bhtrain.scenarios.bank import Bank, shipped_bank
from bhtrain.scenarios.generate import generated_data

BANK = Path(__file__).parents[2] / "bhtrain/scenarios/bank"


def own(folder, source="time/time-001.yaml", name="ours-1"):
    """One of bhtrain's scenarios under a name of one's own."""
    text = (BANK / source).read_text(encoding="utf-8")
    old = yaml.safe_load(text)["id"]
    file = folder / f"{name}.yaml"
    file.write_text(text.replace(f"id: {old}", f"id: {name}", 1), encoding="utf-8")
    return file


def begin(folder, kind=Kind.CODE, name="ours-1"):
    return start_scenario(
        folder,
        name,
        kind=kind,
        level=Level.CORE,
        competency="time",
        payer=Payer.MEDICARE,
        service_date=date(2026, 3, 4),
    )


# Begin ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_a_new_file_names_every_field_and_the_check_says_what_is_open(tmp_path, kind):
    """Nothing in it is refused as unknown; what has to be written is asked for, with its line."""
    file = begin(tmp_path, kind)
    said = [str(problem) for problem in check_path(file)]

    assert any("rules" in one for one in said)
    assert not any("is not a name that is read here" in one for one in said)
    assert all(f"{file}:" in one for one in said)


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    file = begin(tmp_path)
    file.write_text("mine", encoding="utf-8")

    with pytest.raises(AuthoringError, match="there already"):
        begin(tmp_path)
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["../out", "a b", "", "x" * 200, "Ünï"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path, name):
    with pytest.raises(ExchangeError):
        begin(tmp_path, name=name)
    assert list(tmp_path.iterdir()) == []


# Check ---------------------------------------------------------------------------------------


def test_an_own_scenario_is_checked_like_ours(tmp_path):
    file = own(tmp_path)
    assert check_path(tmp_path) == check_path(file) == []

    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('code: "90832"', 'code: "90834"', 1), encoding="utf-8")
    (problem, *_) = [p for p in check_path(file) if p.where == "key.lines"]

    assert "the key has 90834" in problem.text
    assert "the rulebook 90832" in problem.text


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("quote: in person", "quote: by bus", "facts.modality.quote", "by bus"),
        ('place: "11"', "place: 02", "place", "in quotes"),
        ("level: first", "level: first\nlevel: core", "level", "stands here twice"),
        ("service_date: 2026-02-10", "service_date: 1999-02-10", "service_date", "begins on"),
        ('code: "90832"', 'code: "99441"', "key.lines[0].code", "not in force"),
        ("pt seen in person at our office", "call 555-201-8890, seen in person at our office",
         "note[0]", "telephone"),
    ],
)  # fmt: skip
def test_what_careless_authors_write_is_named_with_line_and_hint(tmp_path, old, new, where, words):
    file = own(tmp_path)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    found = [p for p in check_path(file) if where in p.where and words in f"{p.text} {p.hint}"]

    assert found, [str(p) for p in check_path(file)]
    assert found[0].line > 0


def test_a_broken_file_hides_no_other(tmp_path):
    own(tmp_path, name="good-1")
    (tmp_path / "broken-1.yaml").write_text("id: [", encoding="utf-8")
    bad = own(tmp_path, name="bad-1")
    bad.write_text(bad.read_text().replace("level: first", "level: easy"), encoding="utf-8")

    said = [str(problem) for problem in check_path(tmp_path)]

    assert any("broken-1.yaml:1" in one and "not YAML" in one for one in said)
    assert any("bad-1.yaml" in one and "'easy'" in one for one in said)
    assert not any("good-1" in one for one in said)


def test_a_letter_is_looked_through_for_what_tells_who_somebody_is(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("All well.\nCall 555-201-8890.\n", encoding="utf-8")

    (problem,) = check_path(file)

    assert (problem.line, "telephone" in problem.text) == (2, True)
    assert problem.hint


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(AuthoringError, match="no file or folder"):
        check_path(tmp_path / "nothing.yaml")
    with pytest.raises(AuthoringError, match="holds no scenario"):
        check_path(tmp_path)


# Publish -------------------------------------------------------------------------------------


def test_own_scenarios_are_practised_on_like_ours(tmp_path):
    folder, exchange = tmp_path / "scenarios", tmp_path / "exchange"
    folder.mkdir()
    own(folder)
    published = publish(folder, exchange)
    bank = Bank(BANK.parents[1] / "compiled", exchange / FOLDER)

    assert published == ("ours-1",)
    assert "ours-1" in bank.ids("time")
    assert bank.scenario("ours-1").task.note == shipped_bank().scenario("time-001").task.note
    assert len(bank) == len(shipped_bank()) + 1


def test_nothing_is_published_while_something_is_wrong(tmp_path):
    folder, exchange = tmp_path / "scenarios", tmp_path / "exchange"
    folder.mkdir()
    own(folder)
    publish(folder, exchange)
    before = (exchange / FOLDER / "bank.json").read_bytes()
    bad = own(folder, name="bad-1")
    bad.write_text(bad.read_text().replace("level: first", "level: easy"), encoding="utf-8")

    with pytest.raises(ContentError, match="bad-1"):
        publish(folder, exchange)
    assert (exchange / FOLDER / "bank.json").read_bytes() == before


@pytest.mark.parametrize("name", ["time-001", "time-101", "generated-7"])
def test_a_name_of_ours_is_refused(tmp_path, name):
    """Also of a disputed scenario, and of a note that bhtrain would make."""
    own(tmp_path, name=name)

    with pytest.raises(ContentError, match="is a scenario of bhtrain"):
        publish(tmp_path, tmp_path / "exchange")


@pytest.mark.parametrize("text", ["", "[1]", '{"a": {}}', '{"a": 1}', "\x00", '{"a": {"at": []}}'])
def test_a_damaged_index_is_a_sentence(tmp_path, text):
    (tmp_path / "bank_index.json").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match="publish it again"):
        Bank(tmp_path).ids()


def test_a_damaged_line_touches_no_other(tmp_path):
    folder, exchange = tmp_path / "scenarios", tmp_path / "exchange"
    folder.mkdir()
    own(folder, name="a-1")
    own(folder, name="b-1")
    publish(folder, exchange)
    file = exchange / FOLDER / "bank.json"
    lines = file.read_bytes().split(b"\n")
    lines[1] = b"#" * len(lines[1])
    file.write_bytes(b"\n".join(lines))
    bank = Bank(exchange / FOLDER)

    with pytest.raises(ContentError):
        bank.scenario("a-1")
    assert bank.scenario("b-1").task.id == "b-1"
    with pytest.raises(UnknownNameError):
        bank.scenario("c-1")


# Assignments ---------------------------------------------------------------------------------


def compiled(*names):
    return [content("bank")[name] for name in names]


def test_an_assignment_of_scenarios_is_whole_and_gives_nothing_away(tmp_path):
    course = Course(tmp_path)
    chosen = pick(content("bank").values(), count=7, kinds=["pattern", "triage", "query", "code"])
    tasks = compose(course, "march", chosen)

    assert check_path(course.solutions / "march") == []
    assert tasks == tuple(f"march-t{n}" for n in range(1, 8))
    assert tuple(AnswerKeys.load(course, "march").scenarios) == tasks
    released = (course.tasks_file("march")).read_text(encoding="utf-8")
    assert "rationale" not in released
    assert "key" not in yaml.safe_load(released)["tasks"][0]
    notebook = json.loads((course.solutions / "march" / "march.ipynb").read_text())
    graded = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    assert [cell["metadata"]["nbgrader"]["points"] for cell in graded] == [10] * 7


def test_easy_tasks_come_first_and_competencies_take_turns():
    chosen = pick(content("bank").values(), count=6, competencies=["time", "crisis", "units"])
    levels = [one["level"] for one in chosen]

    assert levels == sorted(levels, key=["first", "core", "hard"].index)
    assert {one["competencies"][0] for one in chosen} == {"time", "crisis", "units"}


def test_too_few_and_a_name_that_is_taken_are_said(tmp_path):
    with pytest.raises(CourseError, match=r"Only \d+ scenarios fit; 50 were asked for"):
        pick(content("bank").values(), count=50, competencies=["time"])
    course = Course(tmp_path)
    compose(course, "march", compiled("time-001"))
    with pytest.raises(CourseError, match="already"):
        compose(course, "march", compiled("time-102"))
    with pytest.raises(ExchangeError):
        compose(course, "../march", compiled("time-001"))


def test_fresh_notes_make_an_assignment_too(tmp_path):
    course = Course(tmp_path)
    compose(course, "quiz", [generated_data(seed) for seed in range(20, 26)])

    assert check_path(course.solutions / "quiz") == []
    keys = yaml.safe_load(course.keys_file("quiz").read_text(encoding="utf-8"))
    assert {key["provenance"] for key in keys["keys"]} == {"generated"}


def test_a_disputed_scenario_is_never_graded():
    disputed = {"review": "disputed", "competencies": ["time"], "level": "core", "kind": "code"}

    with pytest.raises(CourseError, match="Only 0"):
        pick([disputed], count=1)


# Preview -------------------------------------------------------------------------------------


def test_a_preview_gets_whole_scenarios_of_a_file_and_of_an_assignment(tmp_path):
    own(tmp_path)
    assert [one["id"] for one in scenarios_in(tmp_path)] == ["ours-1"]
    course = Course(tmp_path / "course")
    compose(course, "march", compiled("time-001", "credentialing-patterns-220"))

    both = scenarios_in(course.solutions / "march")

    assert [one["id"] for one in both] == ["march-t1", "march-t2"]
    assert all(one["rationale"] for one in both)
    assert len(both[1]["month"]) > 40  # the rows themselves


def test_a_preview_of_a_broken_file_lists_what_is_wrong(tmp_path):
    file = own(tmp_path)
    file.write_text(file.read_text().replace("level: first", "level: easy"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bhtrain.cli", "preview", str(file), "--no-browser"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "'easy'" in done.stdout
