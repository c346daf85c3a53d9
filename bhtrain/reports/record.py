"""The record of one learner: what was taken, by which rulebook, with what result, and who says so.

Made anew from the course each time; nothing in it is typed in. Accuracy is as it was measured on
the day of grading, beside the version of the rulebook that graded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bhtrain.clock import local_words, now
from bhtrain.content import content_version
from bhtrain.course.envelope import Envelope, due_of, read_envelope
from bhtrain.course.feedback_release import kept_feedback
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.records import CourseRecords
from bhtrain.course.reviews import Act, Review, ReviewHistory, disputes_in
from bhtrain.course.roster import roster
from bhtrain.course.sign_off import SignOff, sign_offs_of
from bhtrain.course.status import released_assignments
from bhtrain.errors import CourseError
from bhtrain.exchange.files import write_whole
from bhtrain.model.attempt import IdentitySource, LearnerId, competency_in_words
from bhtrain.places import make_private
from bhtrain.reports.document import Document, Facts, Heading, Part, Table, Words, page
from bhtrain.reports.document_pdf import pdf as print_pdf

_SOURCES = {
    IdentitySource.HUB.value: "account of the hub",
    IdentitySource.ACCOUNT.value: "account of the computer",
    IdentitySource.PIN.value: "name and PIN",
}
NOT_RECORDED = "not recorded when it was graded; any accuracy below is as measured today"
_RESTS_ON = (
    "Points and accuracy come from answers that were compared with a key; where a person set "
    "points, the table says so. Practice is reported by the learner's own machine and counts for "
    "no result. No certified coder has signed the keys."
)


def record_of(course: Course, learner: LearnerId) -> Document:
    """Everything on record about a learner of the course.

    Raises:
        CourseError: Nobody of that id is on the roster, or something cannot be read.
    """
    entry = next((one for one in roster(course) if one.learner == learner), None)
    if entry is None:
        raise CourseError(f"{learner!r} is not on the course; see `bhtrain learners list`.")
    made = now()
    with open_gradebook(course) as gradebook:
        grades = [one for one in gradebook.grades() if one.learner == learner]
    taken = {one.assignment for one in grades if one.auto_points is not None or one.by_hand}
    names = sorted({*released_assignments(course), *taken})
    signed = {name: sign_offs_of(course, name, learner)[learner] for name in sorted(taken)}
    holds = sum(one.entry is not None and not one.changed for one in signed.values())
    practiced = {
        one.task for one in CourseRecords.of(course).attempts(learner) if one.setting == "practice"
    }
    parts: list[Part] = [
        Facts(
            (
                ("Learner", f"{entry.name} ({learner})" if entry.name else learner),
                ("Signed off", f"{holds} of {len(taken)} graded assignments"),
                ("Practice", f"{len(practiced)} different notes tried"),
                ("Record made", local_words(made)),
                ("Rulebook version today", content_version()),
            )
        )
    ]
    titles = {one.assignment: one.title for one in course.exchange.releases()}
    for name in names:
        parts.append(Heading(titles.get(name, name)))
        parts += _assignment(course, name, learner, signed.get(name))
    if not names:
        parts.append(Words("No assignment is released yet."))
    parts += [Heading("What this rests on"), Words(_RESTS_ON)]
    who = entry.name or learner
    return Document(title=f"Training record of {who}", made=made, parts=tuple(parts))


def write_record(course: Course, learner: LearnerId, *, pdf: Path | None = None) -> Path:
    """Write the record to records/ of the course as a page, or as a PDF to the file named.

    Returns:
        The file.

    Raises:
        CourseError: See `record_of`; or the PDF's name does not end in .pdf, or is there
            already, or the file system refuses.
    """
    document = record_of(course, learner)
    path = pdf or course.folder / "records" / f"{learner}.html"
    if pdf is not None and pdf.suffix.lower() != ".pdf":
        raise CourseError(f"{pdf} does not end in .pdf; name it {learner}.pdf, for example.")
    if pdf is not None and pdf.exists():
        raise CourseError(f"{pdf} is there already and is not replaced; give another name.")
    try:
        if pdf is None:
            make_private(path.parent)
        data = page(document).encode() if pdf is None else print_pdf(document)
        write_whole(path, data, mode=0o600)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def _assignment(
    course: Course, name: str, learner: LearnerId, signed: SignOff | None
) -> list[Part]:
    envelope = read_envelope(course, learner, name)
    taken = [
        ("Assignment", name),
        *(_handed_in(envelope, due_of(course, name)) if envelope else ()),
    ]
    if signed is None:
        state = "handed in, not graded" if envelope else "nothing collected"
        return [Facts((*taken, ("Result", f"none yet ({state})")))]
    with open_gradebook(course) as gradebook:
        grades = [grade for grade in gradebook.grades(name) if grade.learner == learner]
    feedback = _feedback(course, learner, name)
    history = ReviewHistory.of(course).entries(name, learner=learner)
    result = [
        ("Result", f"{signed.points:g} of {signed.max_points:g} points"),
        ("Rulebook version", feedback.get("content_version") or NOT_RECORDED),
        *((f"Accuracy, {row['label'].lower()}", row["result"]) for row in feedback["totals"]),
        ("Signed off", _signed_off(signed)),
    ]
    parts: list[Part] = [Facts((*taken, *result))]
    if feedback["totals_remark"]:
        parts.append(Words(feedback["totals_remark"]))
    return [*parts, _tasks(grades, feedback), *_disputes(history), *_reviews(history)]


def _feedback(course: Course, learner: LearnerId, name: str) -> Mapping[str, Any]:
    """The feedback; empty for an ordinary assignment, and for one whose keys are gone."""
    try:
        return kept_feedback(course, learner, name)
    except CourseError:
        return {"totals": [], "totals_remark": "", "tasks": []}


def _handed_in(envelope: Envelope, due: datetime | None) -> tuple[tuple[str, str], ...]:
    about_time = replace(envelope, confirmed=True).remarks(due)
    when = ("Handed in", ", ".join([local_words(envelope.at), *about_time]))
    source = _SOURCES.get(envelope.source, envelope.source)
    if envelope.verified:
        return when, ("Identity", f"verified ({source} {envelope.account})")
    confirmed = "confirmed by the manager" if envelope.confirmed else "not verified"
    return when, ("Identity", f"{confirmed} ({source})")


def _signed_off(signed: SignOff) -> str:
    entry = signed.entry
    if entry is None:
        return " ".join(["No.", *signed.open])
    words = (
        f"by {entry.by} on {local_words(entry.at)}, with {entry.now:g} of "
        f"{signed.max_points:g} points, rulebook {entry.content_version}"
    )
    return f"{words}. It no longer holds. {signed.changed}" if signed.changed else words


def _tasks(grades: Iterable[Grade], feedback: Mapping[str, Any]) -> Table:
    about = {task["task"]: task["competencies"] for task in feedback["tasks"]}
    return Table(
        columns=("Task", "About", "Points", "Decided by"),
        rows=tuple(
            (
                grade.task,
                ", ".join(competency_in_words(one) for one in about.get(grade.task, ())),
                f"{grade.points:g} of {grade.max_points:g}",
                _given_by(grade),
            )
            for grade in grades
        ),
        widths=(28, 40, 16, 16),
    )


def _given_by(grade: Grade) -> str:
    if grade.by_hand:
        return "a person"
    return "the key; waits for a person" if grade.look else "the key"


def _disputes(history: Iterable[Review]) -> list[Part]:
    """Each dispute with its outcome, in the order in which they were raised."""
    rows = tuple(
        (
            one.raised.task,
            f"{local_words(one.raised.at)}: {_why(one.raised)}",
            _outcome(one.answer),
        )
        for one in disputes_in(history)
    )
    if not rows:
        return []
    table = Table(columns=("Task", "Disputed", "Outcome"), rows=rows, widths=(24, 38, 38))
    return [Heading("Disputes", 3), table]


def _outcome(answer: Review | None) -> str:
    if answer is None:
        return "not answered yet"
    return f"{answer.by}, {local_words(answer.at)}{_moved(answer)}: {answer.why}"


def _reviews(history: Iterable[Review]) -> list[Part]:
    rows = tuple(
        (
            local_words(entry.at),
            entry.by,
            f"{entry.what.value}{f', {entry.task}' if entry.task else ''}{_moved(entry)}",
            _why(entry),
        )
        for entry in history
        if entry.what not in (Act.DISPUTED, Act.DISPUTE_ANSWERED)
    )
    if not rows:
        return []
    table = Table(columns=("When", "Who", "What", "Why"), rows=rows, widths=(22, 16, 28, 34))
    return [Heading("What people decided", 3), table]


def _moved(entry: Review) -> str:
    if entry.now is None:
        return ""
    was = "" if entry.was is None else f"from {entry.was:g} to "
    return f", {was}{entry.now:g} points"


def _why(entry: Review) -> str:
    """The reason, with what else the entry says in words: the field that is disputed."""
    said = [
        f"{name}: {text}"
        for name, text in entry.details.items()
        if isinstance(text, str) and text and name != "handed_in"
    ]
    if "label" in entry.details:
        said = [str(entry.details["label"])]
    return " ".join([entry.why, *(f"({words})" for words in said)]).strip()
