"""Mistakes in templates and phrase banks: found with file and line, before a learner meets them."""

import shutil
from pathlib import Path

import pytest

from bhtrain.authoring.check import Names
from bhtrain.authoring.compiling import PACKAGE, read_content
from bhtrain.authoring.reading import read
from bhtrain.authoring.template_checks import check_templates
from bhtrain.authoring.template_files import read_templates

TEMPLATE = "templates/therapy-office.yaml"
THEME = "phrase_banks/themes/anxiety.yaml"
STYLE = "phrase_banks/styles/brisk.yaml"
COMMON = "phrase_banks/common.yaml"


@pytest.fixture(scope="module")
def names():
    """The names of all other content, read once."""
    return Names(read_content())


@pytest.fixture
def scenarios(tmp_path):
    """Two templates with all phrase banks; the theme of tests needs the marks of its template."""
    shutil.copytree(PACKAGE / "scenarios" / "phrase_banks", tmp_path / "phrase_banks")
    (tmp_path / "templates").mkdir()
    for name in (TEMPLATE, "templates/testing-day.yaml"):
        shutil.copy(PACKAGE / "scenarios" / name, tmp_path / name)
    return tmp_path


def problems(folder, names):
    documents = []

    def reading(file):
        documents.append(read(file, named=file.relative_to(folder)))
        return documents[-1]

    found = read_templates(folder, reading, lambda name, document: name == document.file.stem)
    check_templates(found, names)
    return [problem for document in documents for problem in document.problems]


def test_the_small_bank_of_these_tests_is_in_order(scenarios, names):
    assert problems(scenarios, names) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (TEMPLATE, "[time, code-selection]", "[tyme]", "there is no competency 'tyme'"),
        (TEMPLATE, "themes: [adults]", "themes: [adluts]", "there is no theme 'adluts'"),
        (TEMPLATE, "rules: [time-documented]", "rules: [time-doc]", "there is no rule 'time-doc'"),
        (TEMPLATE, 'code: "90834", place: "11"}]\n    deciding', 'code: "90835"}]\n    deciding',
         "there is no procedure code '90835'"),
        (TEMPLATE, "[service, clock, total]", "[service, clok]", "there is no mark 'clok'"),
        (TEMPLATE, "{minutes: 16-37}", "{minutes: 16 to 37}", "is no range of numbers"),
        (TEMPLATE, "{clinician_family}", "{clinican_family}", "nothing fills the slot"),
        (TEMPLATE, "    rationale: >-\n", "    rationale: >-\n      {weekday}\n", ""),
        (TEMPLATE, "kind: code", "kind: quiz", "is not one of the values read here"),
        (THEME, "[symptoms: Worries", "[symtoms: Worries", "there is no mark 'symtoms'"),
        (THEME, "[symptoms: Worries (three", "[symptoms: Worries three", "a bracket is not closed"),
        (THEME, "code: F41.1", "code: F41.15", "there is no diagnosis 'F41.15'"),
        (THEME, "answers: [[4], [1], [2, 3]]", "answers: [[4], [1]]", "2 lists for 3 responses"),
        (THEME, "answers: [[4], [1], [2, 3]]", "answers: [[9], [1], [2]]", "a number is no phrase"),
        (STYLE, "clocks: [", "clocks: [sundial, ", "is not one of the values read here"),
        (COMMON, "{note.dated: true}", "{note.datd: true}", "There is no fact 'note.datd'"),
        (COMMON, "  in-room: {way", "  in-rom: {way", "there is no mark 'in-rom'"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_file_and_line(scenarios, names, name, old, new, expected):
    file = scenarios / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    found = problems(scenarios, names)

    if not expected:
        assert found == []
        return
    assert found
    assert expected in found[0].text
    assert found[0].file == Path(name)
    assert found[0].line > 0 or "slot" in expected


def test_a_rationale_that_is_too_short_is_reported(scenarios, names):
    file = scenarios / TEMPLATE
    text = file.read_text(encoding="utf-8")
    start = text.index("aside: >-")
    file.write_text(text[:start] + text[text.index("key:") :], encoding="utf-8")

    assert any("a rationale of a sample" in problem.text for problem in problems(scenarios, names))
