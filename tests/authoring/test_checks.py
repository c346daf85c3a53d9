"""Authors' mistakes: each is found, with file, line and what to write, and all at once."""

import shutil
from pathlib import Path

import pytest

from bhtrain.authoring import check_content, write_content
from bhtrain.authoring.check import check, compiled_texts
from bhtrain.authoring.compiling import PACKAGE, read_content
from bhtrain.content import PARTS
from bhtrain.errors import ContentError

RULE = "bhtrain/rules/family_group/family-min-26.yaml"
SCENARIO = "bhtrain/scenarios/bank/time/small-001.yaml"
TASKS = "solutions/quiz/tasks.yaml"
KEYS = "solutions/quiz.keys.yaml"
RATIONALE = " ".join(["word"] * 60)
TASK = """
id: {id}
kind: code
level: first
payer: commercial
service_date: "2025-03-04"
points: 10
note:
  - Met from 10:00 to 10:40.
  - Signed, A. Bee, LCSW. {talk}
"""
TALK = " ".join(["talk"] * 81)
ANSWER = f"""
title: Forty minutes
competencies: [time]
rules: [time-psychotherapy-45]
format: narrative
setting: private-practice
messy: []
facts:
  activities.psychotherapy.minutes: {{value: 40, quote: "10:00 to 10:40"}}
  plan.covers_service_date: {{value: null, why: the note speaks of no plan}}
key:
  decision: bill
  lines: [{{code: "90834", place: "11", evidence: [1]}}]
  diagnoses: [F41.1]
  deciding: [1]
rationale: {RATIONALE}
near_miss: 53 minutes would be needed.
provenance: synthetic
review: disputed
"""


def indented(text, first="  - "):
    """A block as one entry of a list."""
    lines = text.strip().splitlines()
    return "\n".join([first + lines[0], *(" " * len(first) + line for line in lines[1:])])


@pytest.fixture
def folder(tmp_path):
    """A small repository: real codebook and rules, one practice and one graded note.

    The notes hold too little to be judged, so they are disputed.
    """
    for name in ("codebook", "rules"):
        shutil.copytree(
            PACKAGE / name,
            tmp_path / "bhtrain" / name,
            ignore=shutil.ignore_patterns("*.py", "__pycache__"),
        )
    files = {
        SCENARIO: TASK.format(id="small-001", talk=TALK).strip() + ANSWER,
        TASKS: "tasks:\n" + indented(TASK.format(id="quiz-t1", talk=TALK)) + "\n",
        KEYS: "canary: quiz-canary-0123456789\nkeys:\n" + indented("id: quiz-t1" + ANSWER) + "\n",
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def edit(folder, name, old, new):
    """Change one place of one file, as a careless author would; the line it stands in."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_everything_written_so_far_is_in_order():
    """Rules, codes, practice bank and graded keys of this repository hold no mistake."""
    assert check() == []


def test_the_compiled_content_is_not_older_than_the_yaml():
    """What runs has to be what authors wrote. If this fails: bhtrain check --write."""
    assert read_content().as_texts() == compiled_texts()


def test_compiling_twice_gives_the_same_bytes():
    """A difference without a change could not be reviewed."""
    assert read_content().as_texts() == read_content().as_texts()


def test_the_small_repository_of_these_tests_is_in_order(folder):
    """Otherwise the mistakes below would prove nothing."""
    assert check_content(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (RULE, "title:", "titel:", "titel  is not a name that is read here"),
        (RULE, "severity: deny", "severity: harsh", "'harsh' is not one of the values read here"),
        (RULE, "severity: deny", "scope: [all]", "'scope' stands here twice  (keep one"),
        (RULE, "id: family-min-26", "id: family-min-27", "is not the name of the file"),
        (
            RULE,
            "check: long_enough",
            "check: long_enuff",
            "no check 'long_enuff'; did you mean 'long_enough'",
        ),
        (RULE, "cpt-book", "cpt-bok", "no source 'cpt-bok'  (did you mean 'cpt-book'?)"),
        (RULE, "CO-152", "CO-999", "denial_codes  there is no denial code '999'"),
        (RULE, "gaps: [time-missing", "gaps: [time-mising", "there is no gap 'time-mising'"),
        (RULE, 'from: "2017-01-01"', 'from: "2017-13-01"', "versions[0].from"),
        (RULE, '{code: "90847"}', "{code: 90847}", '(write "90847" in quotes)'),
        (RULE, "state: graded", "state: graded\nflag: mood", "no payer profile has a flag 'mood'"),
        (SCENARIO, "kind: code", "kind: quiz", "kind  'quiz' is not one of the values read here"),
        (SCENARIO, "points: 10", "points: ten", "points  'ten' does not fit"),
        (SCENARIO, "[time]", "[tme]", "there is no competency 'tme'  (did you mean 'time'?)"),
        (SCENARIO, '"10:00 to 10:40"', '"10:00-10:40"', "copy them from one sentence"),
        (SCENARIO, ', quote: "10:00 to 10:40"', "", "needs the words of the note that show it"),
        (SCENARIO, "value: 40", "value: forty", "'forty' is not a whole number of minutes"),
        (SCENARIO, "value: 40", "value: 10:40", '(write "10:40" in quotes)'),
        (SCENARIO, ", why: the note speaks of no plan", "", "says why it is missing"),
        (SCENARIO, "activities.psychotherapy", "activities.therapy", "There is no fact"),
        (SCENARIO, '"90834"', '"90843"', "no procedure code '90843'"),
        (SCENARIO, 'place: "11"', 'place: "1"', "there is no place '1'"),
        (SCENARIO, "[F41.1]", "[F41.01]", "there is no diagnosis 'F41.01'"),
        (SCENARIO, "deciding: [1]", "deciding: [3]", "no sentence 3; the note has 2"),
        (SCENARIO, "decision: bill", "decision: hold", "no claim goes out"),
        (SCENARIO, "[time-psychotherapy-45]", "[time-45]", "there is no rule 'time-45'"),
        (SCENARIO, "word word", "word", "the rationale has 59 words"),
        (SCENARIO, "kind: code", "kind: review", "a review task needs a claim"),
        (SCENARIO, "kind: code", "kind: denial", "a denial task needs what the payer said"),
        (SCENARIO, "kind: code", "kind: query", "or the model question is missing"),
        (SCENARIO, "kind: code", "kind: pattern", "a pattern task needs a month of claims"),
        (SCENARIO, "kind: code", "kind: triage", "a triage task needs a queue"),
        (SCENARIO, "points: 10", "points: 10\nmonth: a.csv", "there is no file a.csv beside"),
        (SCENARIO, "points: 10", "points: 10\nmonth: ../a.csv", "is not the name of a file"),
        (SCENARIO, "deciding:", "causes: [late]\n  deciding:", "only a denial or a pattern has"),
        (SCENARIO, "deciding:", "causes: [lat]\n  deciding:", "there is no cause 'lat'"),
        (SCENARIO, "talk talk", "talk", "the note has 89 words  (write 90 to 350)"),
        (SCENARIO, "messy: []", "messy: [mud]", "'mud' is not one of the values read here"),
        (SCENARIO, "points: 10", "points: 10\ndraft: {lines: []}", "only a review or denial"),
        (SCENARIO, "level: first", "level: yes", "yes is read as yes or no"),
        (SCENARIO, "level: first", "level: [first", "this is not YAML"),
        (TASKS, "points: 10", "points: 10\n    title: Gives it away", "title  is not a name"),
        (TASKS, "points: 10", "", "points  is missing  (add it)"),
        (TASKS, "id: quiz-t1", "id: quiz-t2", "'quiz-t2' has no key"),
        (KEYS, "id: quiz-t1", "id: quiz-t2", "'quiz-t2' is no task of this assignment"),
        (KEYS, "canary: quiz-canary-0123456789", "canary: bird", "the canary is too short"),
        (KEYS, "canary: quiz-canary-0123456789\n", "", "canary  is missing"),
    ],
)
def test_a_mistake_is_reported_with_file_line_and_hint(folder, name, old, new, expected):
    """An author who reads the sentence knows where to go and what to write."""
    line = edit(folder, name, old, new)
    reported = [str(problem) for problem in check_content(folder)]

    matching = [text for text in reported if expected in text]
    assert matching, reported
    number = int(matching[0].removeprefix(f"{name}:").split()[0])
    assert abs(number - line) <= 3 or "missing" in expected or "draft" in expected


BOOK = "bhtrain/codebook/"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("codes/aba.yaml", "cms-ncci-2024q3", "cms-ncci-2024", "there is no source"),
        ("codes/aba.yaml", "activity: aba-group\n", "activity: aba-grp\n", "'aba-grp' is not one"),
        ("codes/crisis.yaml", 'code: "90839"', 'code: "97151"', "'97151' stands in another file"),
        ("codes/aba.yaml", 'code: "97152"', 'code: "97151"', "'97151' stands here twice"),
        ("codes/aba.yaml", "billed_by: medical-and-psychologists", "billed_by: medics", "no list"),
        ("codes/crisis.yaml", 'required_base: ["90839"]', 'required_base: ["90893"]', "'90893'"),
        ("codes/crisis.yaml", "scope: same_day", "scope: same_week", "'same_week' is not one"),
        ("medicare_lists.yaml", "pmhnp: null", "pmnhp: null", "no credential 'pmnhp'"),
        ("deleted_codes.yaml", 'successors: ["90834"]', 'successors: ["90843"]', "'90843'"),
        ("deleted_codes.yaml", 'to: "2012-12-31"', 'to: "2012-12-32"', "to  '2012-12-32' does not"),
        ("modifiers.yaml", "scope: ", "scop: ", "scop  is not a name that is read here"),
        ("places.yaml", 'place: "02"', "place: 02", '(write "02" in quotes)'),
        ("credentials.yaml", "prescriber: true", "prescriber: perhaps", "prescriber"),
        ("credentials.yaml", "2084P0800X", "2084P0800", "taxonomy[0].code"),
        ("credentials.yaml", '["AF"]', '["AQ"]', "there is no modifier 'AQ'"),
        ("pairs.yaml", 'column2: "90832"', 'column2: "90823x"', "there is no procedure code '908"),
        ("pairs.yaml", "indicator: 0", "indicator: 2", "indicator  2 is not one"),
        ("pairs.yaml", "quarter: 2024Q3", "quarter: 2024Q5", "quarter  '2024Q5' does not fit"),
        ("unit_limits.yaml", "mai: 3", "mai: 4", "mai  4 is not one of the values"),
        (
            "unit_limits.yaml",
            'code: "90785"',
            'code: "90758"',
            "there is no procedure code '90758'",
        ),
        ("denial_codes.yaml", "rarc:", "rarcs:", "rarcs  is not a name that is read here"),
        ("payers.yaml", "timely_days: 365", "timely_day: 365", "there is no flag 'timely_day'"),
        ("payers.yaml", "timely_days: 365", "timely_days: soon", "is not a whole number"),
        ("payers.yaml", "tricare-tpm", "tricare-tmp", "there is no source 'tricare-tmp'"),
        ("updates.yaml", "year: 2021", "year: soon", "year  'soon' does not fit"),
        ("sources.yaml", "checked: true", "checked: yes", "yes is read as yes or no"),
        ("diagnoses.yaml", "everyday: true", "everday: true", "everday  is not a name"),
        ("diagnoses.yaml", '"F40.01":', '"F40.00":', "'F40.00' stands here twice"),
        ("excludes1.yaml", "not_with:", "notwith:", "not_with  is missing"),
        ("diagnosis_patterns.yaml", "icd10cm-guidelines", "icd10-guide", "no source 'icd10-guide'"),
    ],
)
def test_a_mistake_in_the_codebook_is_reported_with_file_and_line(folder, name, old, new, expected):
    """Each kind of file, and the names that files use of each other."""
    line = edit(folder, BOOK + name, old, new)
    reported = [str(problem) for problem in check_content(folder)]

    matching = [text for text in reported if expected in text and text.startswith(BOOK + name)]
    assert matching, reported[:5]
    number = int(matching[0].removeprefix(f"{BOOK}{name}:").split()[0])
    assert abs(number - line) <= 3 or "missing" in expected


def test_a_key_that_the_rulebook_does_not_bear_out_is_reported(folder):
    """The note states no plan, so the second witness would not bill; nobody is graded by it."""
    edit(folder, SCENARIO, "review: disputed", "review: drafted")

    (problem,) = [one for one in check_content(folder) if "key.decision" in str(one)]

    assert "the key has bill, the rulebook hold" in str(problem)
    assert "set review: disputed" in str(problem)


def test_the_line_is_exact_where_a_value_is_wrong(folder):
    """Close is not enough in a file of a hundred lines."""
    line = edit(folder, SCENARIO, "kind: code", "kind: quiz")

    assert str(check_content(folder)[0]).startswith(f"{Path(SCENARIO)}:{line}  kind  ")


def test_all_mistakes_are_reported_together(folder):
    """One round of corrections, not one a mistake."""
    edit(folder, RULE, "cpt-book", "cpt-bok")
    edit(folder, SCENARIO, "deciding: [1]", "deciding: [9]")
    edit(folder, KEYS, "canary: quiz-canary-0123456789", "canary: bird")

    assert len(check_content(folder)) == 3


def test_nothing_is_compiled_while_there_are_mistakes(folder):
    """Half a codebook would be worse than an old one."""
    edit(folder, RULE, "cpt-book", "cpt-bok")

    with pytest.raises(ContentError, match="cpt-bok"):
        write_content(folder)
    assert not (folder / "bhtrain" / "compiled").exists()


def test_content_is_written_whole_and_ends_with_a_newline(folder):
    """Sorted and with a last newline, so that differences stay readable."""
    write_content(folder)
    compiled = folder / "bhtrain" / "compiled"
    texts = {file.name: file.read_text(encoding="utf-8") for file in compiled.iterdir()}

    assert sorted(texts) == [f"{part}.json" for part in sorted(PARTS)]
    assert all(text.endswith("\n") for text in texts.values())
    assert '"small-001"' in texts["bank.json"]
    assert not any("quiz-canary" in text or "quiz-t1" in text for text in texts.values())
