"""The commands by which a person decides: points, sign-off, and what was decided so far."""

from typing import Annotated

import typer

from bhtrain import clock
from bhtrain.cli_table import table
from bhtrain.errors import CourseError

Name = Annotated[str, typer.Argument(metavar="NAME", help="The assignment: onboarding-1.")]
Learner = Annotated[str, typer.Argument(metavar="LEARNER", help="Whose hand-in.")]
Why = Annotated[str, typer.Option(help="The reason; the learner may be told.")]


def points(
    name: Name,
    learner: Learner,
    task: Annotated[str, typer.Argument(metavar="TASK", help="Like onboarding-1-t3.")],
    value: Annotated[
        str,
        typer.Argument(metavar="POINTS", help="A number; `auto`: those of the grading."),
    ],
    why: Why,
) -> None:
    """Set the points of one answer yourself, with a reason."""
    from bhtrain.course.layout import open_course
    from bhtrain.course.override import set_points
    from bhtrain.progress.identity import system_account

    entry = set_points(
        open_course(), name, learner, task, _number(value), why=why, by=system_account()
    )
    typer.echo(f"{learner}, {task}: {entry.was:g} points before, {entry.now:g} now.")


def disputes(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One assignment.")] = None,
) -> None:
    """List the disputes that wait for an answer, and for how many days."""
    from bhtrain.course.disputes import open_disputes_of
    from bhtrain.course.layout import open_course

    now = clock.now()
    table(
        ("days", "learner", "assignment", "task", "about", "reason", "remarks"),
        [
            (
                str(one.days(now)),
                one.learner,
                one.assignment,
                one.task,
                one.label,
                " ".join(one.reason.split()),
                ", ".join(one.remarks),
            )
            for one in open_disputes_of(open_course(), name)
        ],
        empty="No dispute waits. `bhtrain collect NAME` takes in new ones.",
    )


def answer(
    name: Name,
    learner: Annotated[str, typer.Argument(metavar="LEARNER", help="Whose dispute.")],
    task: Annotated[str, typer.Argument(metavar="TASK", help="Like onboarding-1-t3.")],
    accept: Annotated[
        bool, typer.Option("--accept/--keep", help="The learner is right, or all stays as it is.")
    ],
    why: Annotated[str, typer.Option(help="Your answer; the learner reads it.")],
    points: Annotated[
        float | None, typer.Option(help="The points that count from now on, if they change.")
    ] = None,
    field: Annotated[
        str | None, typer.Option(help="Which part, if several wait: units. Else all.")
    ] = None,
) -> None:
    """Answer a dispute, and show the learner the answer."""
    from bhtrain.course.disputes import answer_dispute
    from bhtrain.course.layout import open_course
    from bhtrain.progress.identity import system_account

    entry = answer_dispute(
        *(open_course(), name, learner, task),
        accepted=accept,
        why=why,
        by=system_account(),
        points=points,
        field=field,
    )
    moved = "" if entry.now is None else f" {entry.was:g} points before, {entry.now:g} now."
    typer.echo(f"{learner}, {task}: answered.{moved}")


def _number(text: str) -> float | None:
    if text == "auto":
        return None
    try:
        return float(text)
    except ValueError:
        raise CourseError(f"{text!r} is no number of points. Write 7, 7.5 or auto.") from None


def sign_off(
    name: Name,
    learner: Learner,
    undo: Annotated[bool, typer.Option("--undo", help="Take a sign-off back.")] = False,
    why: Annotated[str, typer.Option(help="The reason for an undo.")] = "",
) -> None:
    """Sign a learner's assignment off, once nothing of it waits for a person."""
    from bhtrain.course.layout import open_course
    from bhtrain.course.sign_off import sign_off as sign
    from bhtrain.course.sign_off import undo_sign_off
    from bhtrain.progress.identity import system_account

    course, by = open_course(), system_account()
    if undo:
        undo_sign_off(course, name, learner, by=by, why=why)
        typer.echo(f"The sign-off of {learner} for {name} is undone.")
    else:
        entry = sign(course, name, learner, by=by)
        most = entry.details["max_points"]
        typer.echo(f"{learner} is signed off for {name}: {entry.now:g} of {most:g} points.")


def history(
    name: Name,
    learner: Annotated[
        str | None, typer.Argument(metavar="[LEARNER]", help="Everybody, if left out.")
    ] = None,
) -> None:
    """Show what people have decided: who, when, from what to what, and why."""
    from bhtrain.course.layout import open_course
    from bhtrain.course.override import note_formgrader
    from bhtrain.course.reviews import ReviewHistory

    course = open_course()
    course.check_released(name)
    note_formgrader(course, name)
    entries = ReviewHistory.of(course).entries(name, learner=learner)
    table(
        ("when", "who", "learner", "what", "task", "before", "after", "why"),
        [
            (
                clock.local_words(entry.at),
                entry.by,
                entry.learner,
                entry.what.value,
                entry.task,
                "" if entry.was is None else f"{entry.was:g}",
                "" if entry.now is None else f"{entry.now:g}",
                " ".join(filter(None, (entry.why, entry.details.get("changed")))),
            )
            for entry in entries
        ],
        empty="Nobody has decided anything yet.",
    )
