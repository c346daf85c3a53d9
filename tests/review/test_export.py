"""What leaves the course: four sheets, whole or not at all, and never over somebody's own file."""

import csv

import pytest
from openpyxl import load_workbook
from quiz_course import QUIZ, set_by_hand

from bhtrain.clock import now
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.roster import add_learners
from bhtrain.course.sign_off import sign_off
from bhtrain.errors import CourseError
from bhtrain.exchange.handin import RosterEntry
from bhtrain.reports.sheets import GRADES, HISTORY, REVIEWS, export, sheets_of

T1 = "quiz-1-t1"
NAMES = ["grades", "reviews", "history", "items"]


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def reviewed(graded):
    """Ben's first task was set by hand and disputed since; Ana is signed off."""
    set_points(graded, QUIZ, "ben", T1, 8, why="=The plan allows it.", by="maria")
    dispute = Review(what=Act.DISPUTED, by="ben", assignment=QUIZ, learner="ben", task=T1, why="10")
    ReviewHistory.of(graded).add(dispute, at=now())
    sign_off(graded, QUIZ, "ana", by="maria")
    return graded


def test_four_csv_files_stand_beside_each_other(reviewed, tmp_path):
    """Grades with the sign-off, the last word on each answer, the history, and the items."""
    written = export(reviewed, tmp_path / "term.csv")

    assert [path.name for path in written] == [
        "term.csv",
        "term-reviews.csv",
        "term-history.csv",
        "term-items.csv",
    ]
    grades, reviews, history, items = map(read, written)
    ana, ben, _ = grades
    assert (ana["points"], ana["of"], ana["signed off by"]) == ("20", "20", "maria")
    assert ana["rulebook"]
    assert (ben["points"], ben["signed off by"]) == ("18", "")
    [review] = reviews
    assert (review["learner"], review["points"], review["automatic points"]) == ("ben", "8", "3.33")
    assert (review["decided by"], review["why"]) == ("maria", "'=The plan allows it.")
    assert review["waits for"] == "an answer to the dispute"
    assert [(row["what"], row["by"]) for row in history] == [
        ("points set", "maria"),
        ("disputed", "ben"),
        ("signed off", "maria"),
    ]
    assert (history[0]["from"], history[0]["to"]) == ("3.33", "8")
    assert [(row["task"], row["disputed by"]) for row in items] == [(T1, "1"), ("quiz-1-t2", "0")]
    assert items[0]["look again because"] == "1 learner disputed it."


def test_a_workbook_has_a_sheet_for_each(reviewed, tmp_path):
    """The same rows; a reason that looks like a formula is text, and points are numbers."""
    [path] = export(reviewed, tmp_path / "term.xlsx")

    book = load_workbook(path)
    assert book.sheetnames == NAMES
    review = dict(zip(REVIEWS, list(book["reviews"])[1], strict=True))
    assert (review["why"].data_type, review["why"].value) == ("s", "'=The plan allows it.")
    assert (review["points"].data_type, review["points"].value) == ("n", 8)
    assert review["decided on"].is_date
    assert not [
        cell.coordinate for page in book for row in page for cell in row if cell.data_type == "f"
    ]


def test_what_was_set_in_formgrader_is_in_it(graded, tmp_path):
    """Although nobody looked at the history since."""
    set_by_hand(graded, "ben", T1, 6)

    _, reviews, history, _ = map(read, export(graded, tmp_path / "term.csv"))

    assert [row["what"] for row in history] == ["changed in formgrader"]
    assert (reviews[0]["points"], reviews[0]["decided by"]) == ("6", "somebody in formgrader")


def test_a_sign_off_that_no_longer_holds_is_a_remark(reviewed, tmp_path):
    """The points have changed since: what was signed is not what counts."""
    set_points(reviewed, QUIZ, "ana", T1, 4, why="Looked again.", by="omar")

    ana = read(export(reviewed, tmp_path / "term.csv")[0])[0]

    assert (ana["points"], ana["signed off by"], ana["rulebook"]) == ("14", "", "")
    assert "signed off by maria, and changed since" in ana["remarks"]


@pytest.mark.parametrize("name", ["term.csv", "term.xlsx"])
def test_a_course_in_which_nothing_is_graded_is_exported_too(course, tmp_path, name):
    """All sheets with their columns; the roster stands in the grades."""
    export(course, tmp_path / name)

    grades, reviews, history, items = sheets_of(course)
    assert [row[:4] for row in grades.rows] == [("ana", "Ana Ruiz", QUIZ, "not started")]
    assert (reviews.rows, history.rows, items.rows) == ([], [], [])
    assert (grades.columns, history.columns) == (GRADES, HISTORY)


@pytest.mark.parametrize("name", ["term.csv", "term.xlsx"])
def test_an_earlier_export_is_replaced(graded, tmp_path, name):
    """Every week under the same name; the new points are in it."""
    export(graded, tmp_path / name)
    set_points(graded, QUIZ, "ben", T1, 8, why="Because.", by="maria")

    export(graded, tmp_path / name)

    if name.endswith(".csv"):
        assert read(tmp_path / name)[1]["points"] == "18"
    else:
        assert load_workbook(tmp_path / name)["grades"]["F3"].value == 18


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("term.csv", "term.csv"),
        ("term.csv", "term-history.csv"),
        ("term.xlsx", "term.xlsx"),
    ],
)
def test_somebodys_own_file_stays_and_nothing_is_written(graded, tmp_path, name, there):
    """Also where only one of the four would be in the way."""
    (tmp_path / there).write_text("my,own\n1,2\n")

    with pytest.raises(CourseError, match=rf"{there} is there and is no export of ours"):
        export(graded, tmp_path / name)

    assert (tmp_path / there).read_text() == "my,own\n1,2\n"
    assert not {path.name for path in tmp_path.glob("term*")} - {there}


def test_a_workbook_of_somebody_else_is_no_export(graded, tmp_path):
    """It opens, and its sheets are others."""
    from openpyxl import Workbook

    Workbook().save(tmp_path / "term.xlsx")

    with pytest.raises(CourseError, match="no export of ours"):
        export(graded, tmp_path / "term.xlsx")


def test_a_name_like_a_formula_is_text_in_both(course, tmp_path):
    """The export is opened by people, not by us."""
    add_learners(course, [RosterEntry(learner="ben", name="＝HYPERLINK(1)")])

    [book] = export(course, tmp_path / "term.xlsx")
    assert read(export(course, tmp_path / "term.csv")[0])[1]["name"] == "'＝HYPERLINK(1)"
    assert load_workbook(book)["grades"]["B3"].value == "'＝HYPERLINK(1)"
