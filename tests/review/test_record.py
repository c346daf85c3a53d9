"""The record of a learner: complete, in plain words, and nothing in it is ever markup."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from pdf_text import pdf_text
from quiz_course import QUIZ

from bhtrain.clock import now
from bhtrain.content import content_version
from bhtrain.course.collect import collect
from bhtrain.course.envelope import confirm
from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Student
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.sign_off import sign_off, undo_sign_off
from bhtrain.errors import CourseError
from bhtrain.model.attempt import IdentitySource
from bhtrain.reports.document import Document, Facts, Heading, Table, Words, page
from bhtrain.reports.document_pdf import LEFT_OUT, pdf
from bhtrain.reports.record import NOT_RECORDED, record_of, write_record

T1 = "quiz-1-t1"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def facts(record):
    """All facts of the record by name; of two with one name the later."""
    return {n: text for part in record.parts if isinstance(part, Facts) for n, text in part.rows}


def rows(record, column):
    """The rows of the tables that have such a column."""
    tables = [part for part in record.parts if isinstance(part, Table) and column in part.columns]
    return [row for table in tables for row in table.rows]


def document(*parts, title="Record"):
    return Document(title=title, made=NOON, parts=parts)


def disputed(course, what, by, why, **more):
    entry = Review(what=what, by=by, assignment=QUIZ, learner="ben", task=T1, why=why, **more)
    ReviewHistory.of(course).add(entry, at=now())


def test_it_says_what_was_taken_by_which_rulebook_and_with_what_result(graded):
    """Ben has one of two: accuracy with n and its range, beside the version that graded."""
    found = facts(record_of(graded, "ben"))

    assert found["Learner"] == "Ben Ito (ben)"
    assert found["Result"] == "13.33 of 20 points"
    assert found["Rulebook version"] == content_version()
    assert found["Accuracy, per code"] == "0% (0 of 1 code; 0% to 79%)"
    assert found["Accuracy, per case"] == "50% (1 of 2 cases; 9% to 91%)"
    assert found["Signed off"] == "No."
    assert rows(record_of(graded, "ben"), "Points") == [
        (T1, "Time", "3.33 of 10", "the key"),
        ("quiz-1-t2", "Time, Documentation elements", "10 of 10", "the key"),
    ]


def test_it_says_who_signed_off_when_and_with_how_many_points(graded):
    """And what came of it later."""
    sign_off(graded, QUIZ, "ana", by="maria")
    assert facts(record_of(graded, "ana"))["Signed off"].startswith("by maria on ")
    assert ", with 20 of 20 points, rulebook " in facts(record_of(graded, "ana"))["Signed off"]

    set_points(graded, QUIZ, "ana", T1, 4, why="Looked again.", by="omar")
    assert (
        "It no longer holds. The points have changed"
        in facts(record_of(graded, "ana"))["Signed off"]
    )

    undo_sign_off(graded, QUIZ, "ana", by="omar", why="The wrong learner.")
    record = record_of(graded, "ana")
    assert facts(record)["Signed off"] == "No."
    assert [(who, what, why) for _, who, what, why in rows(record, "Who")] == [
        ("maria", "signed off, 20 points", ""),
        ("omar", f"points set, {T1}, from 10 to 4 points", "Looked again."),
        ("omar", "sign-off undone", "The wrong learner."),
    ]
    assert rows(record, "Points")[0] == (T1, "Time", "4 of 10", "a person")


def test_it_says_whether_the_identity_was_confirmed(course, hands_in):
    """A PIN proves nothing until somebody asked."""
    hands_in(source=IdentitySource.PIN, account=None)
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    assert facts(record_of(course, "ana"))["Identity"] == "not verified (name and PIN)"
    assert "bhtrain confirm quiz-1 ana" in facts(record_of(course, "ana"))["Signed off"]

    confirm(course, QUIZ, "ana", by="maria")

    assert facts(record_of(course, "ana"))["Identity"] == "confirmed by the manager (name and PIN)"


def test_an_account_vouches_by_its_name(course, hands_in):
    """Whoever reads it years later can ask whose account that was."""
    from quiz_course import ME

    hands_in()
    collect(course, QUIZ)

    record = facts(record_of(course, "ana"))
    assert record["Identity"] == f"verified (account of the computer {ME})"
    assert record["Result"] == "none yet (handed in, not graded)"


def test_disputes_stand_with_their_outcome(graded):
    """One that was answered, and one that was raised again and waits."""
    disputed(graded, Act.DISPUTED, "ben", "The plan pays it.", details={"field": "procedure"})
    disputed(graded, Act.DISPUTE_ANSWERED, "maria", "It does not.", was=3.33, now=3.33)
    disputed(graded, Act.DISPUTED, "ben", "It does, page 4.")

    first, second = rows(record_of(graded, "ben"), "Outcome")

    assert first[1].endswith("The plan pays it. (field: procedure)")
    assert first[2].startswith("maria, ")
    assert first[2].endswith("It does not.")
    assert second[1].endswith("It does, page 4.")
    assert second[2] == "not answered yet"


def test_where_the_feedback_is_gone_nobody_claims_to_know_the_version(graded):
    """nbgrader's own buttons remove it; accuracy is measured again and says so."""
    (graded.feedback("ana", QUIZ) / "feedback.json").unlink()

    assert facts(record_of(graded, "ana"))["Rulebook version"] == NOT_RECORDED


def test_what_is_no_longer_released_stays_on_the_record(graded):
    """The exchange was emptied and the keys are gone; what was graded was graded."""
    import shutil

    shutil.rmtree(graded.exchange.root)
    shutil.rmtree(graded.feedback("ben", QUIZ))
    graded.keys_file(QUIZ).unlink()

    record = record_of(graded, "ben")

    assert Heading(QUIZ) in record.parts
    assert facts(record)["Result"] == "13.33 of 20 points"
    assert facts(record)["Rulebook version"] == NOT_RECORDED
    assert rows(record, "Points")[0] == (T1, "", "3.33 of 10", "the key")


def test_the_first_day_has_a_record_too(course):
    """Nothing handed in, nothing claimed."""
    found = facts(record_of(course, "ana"))

    assert found["Result"] == "none yet (nothing collected)"
    assert "Identity" not in found
    assert found["Signed off"] == "0 of 0 graded assignments"


def test_nobody_has_no_record(course):
    """A slip in the id is told, not printed."""
    with pytest.raises(CourseError, match="'zoe' is not on the course"):
        record_of(course, "zoe")


# As a page -----------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    '"><form action=//example.org><iframe src=//example.org></iframe>'
)


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("href", "src")]

    def handle_data(self, data):
        self.text += data


def test_what_anybody_typed_is_text_on_the_page(graded):
    """In a name, a reason and a dispute."""
    with open_gradebook(graded) as gradebook:  # our own list refuses such a name
        gradebook.save_students([Student(learner="ben", name=HOSTILE[:100])])
    set_points(graded, QUIZ, "ben", T1, 8, why=HOSTILE, by=HOSTILE[:60])
    disputed(graded, Act.DISPUTED, "ben", HOSTILE, details={HOSTILE: HOSTILE})

    read = Tags(page(record_of(graded, "ben")))

    assert read.text.count(HOSTILE) == 4
    assert not read.tags & {"script", "img", "a", "form", "iframe", "object", "link"}


def test_the_page_is_written_to_a_private_folder_of_the_course(graded):
    """And again, when there is more to say."""
    path = write_record(graded, "ben")
    set_points(graded, QUIZ, "ben", T1, 8, why="Because.", by="maria")

    assert write_record(graded, "ben") == path == graded.folder / "records" / "ben.html"
    assert "18 of 20 points" in path.read_text(encoding="utf-8")
    assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


# On paper ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Łukasz Żółć", "José Ñandú", "Đặng Thị Hằng", "Ólafía Þórðardóttir", "Nguyễn", "Ивана Ђурић"],
)
def test_names_of_many_alphabets_stand_on_paper_as_they_are_written(name):
    """Letter by letter, in bold and in plain, and with accents that came apart."""
    from unicodedata import normalize

    text = pdf_text(pdf(document(Facts((("Learner", normalize("NFD", name)),)), title=name)))

    assert text.startswith(f"{name} Learner {name} ")
    assert LEFT_OUT not in text


@pytest.mark.parametrize(
    ("name", "printed"),
    [("王 Ana", "[U+738B] Ana"), ("שי", "[U+05E9][U+05D9]"), ("A\x07na", "A[U+0007]na")],
)
def test_a_letter_that_cannot_be_printed_is_never_another_one(name, printed):
    """Nor is it left out, nor set backwards; a line says what the code means."""
    text = pdf_text(pdf(document(Words(name))))

    assert f"Record {printed} " in text
    assert LEFT_OUT in text


def test_the_record_on_paper_says_what_the_page_says(graded):
    """Every word of it, in the same order."""
    set_points(graded, QUIZ, "ben", T1, 8, why="The plan allows it.", by="maria")
    record = record_of(graded, "ben")

    printed = pdf_text(pdf(record)).replace(" ", "")

    for words in (
        "Training record of Ben Ito",
        "Result18 of 20 points",
        "Accuracy, per case50% (1 of 2 cases; 9% to 91%)",
        f"points set, {T1}, from 3.33 to 8 pointsThe plan allows it.",
        "The record ends here, on page 1.",
    ):
        assert words.replace(" ", "") in printed


def test_a_reason_longer_than_a_page_is_whole():
    """It goes on in the next row; no word of it is lost."""
    words = [f"word{number}" for number in range(900)]
    table = Table(columns=("When", "Why"), rows=(("today", " ".join(words)),), widths=(80, 20))

    text = pdf_text(pdf(document(Heading("Reviews"), table)))

    assert [word for word in text.split() if word.startswith("word")] == words


def test_what_looks_like_a_command_of_the_format_is_text():
    """Markdown, a placeholder for the number of pages, brackets and backslashes."""
    odd = r"**bold** __x__ [link](http://example.org) {nb} (a\)b) \n ~~"

    text = pdf_text(pdf(document(Words(odd))))

    assert odd in text


def test_a_pdf_replaces_nothing(graded, tmp_path):
    """And it is one."""
    path = write_record(graded, "ana", pdf=tmp_path / "ana.pdf")
    assert path.read_bytes().startswith(b"%PDF-")

    with pytest.raises(CourseError, match="is there already and is not replaced"):
        write_record(graded, "ana", pdf=path)
    with pytest.raises(CourseError, match=r"does not end in \.pdf"):
        write_record(graded, "ana", pdf=tmp_path / "ana.doc")
    with pytest.raises(CourseError, match="cannot be written"):
        write_record(graded, "ana", pdf=tmp_path / "no" / "ana.pdf")
