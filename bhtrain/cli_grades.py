"""The commands that grade and that look at grades: accuracy three ways, what each field weighs."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from bhtrain.cli_table import table
from bhtrain.errors import BhtrainError

if TYPE_CHECKING:
    from rich.console import Console

    from bhtrain.course.grade import GradedLearner, Watch

SLOW_SECONDS = 2.0  # a learner who takes longer is named at the end: a thousandth is usual

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="Assignments, like onboarding-1; every one with hand-ins where none is named.",
    ),
]


def grade(names: Names = None) -> int:
    """Grade the collected hand-ins. Nothing in them is executed."""
    from bhtrain.course.grade import gradable_assignments, grade_assignment
    from bhtrain.course.layout import open_course

    course = open_course()
    wanted = tuple(dict.fromkeys(names or ())) or gradable_assignments(course)
    for name in wanted:
        course.check_released(name)  # a typing error stops the command before it changes anything
    status = 0
    for name in wanted:
        try:
            with progress(name) as watch:
                results = grade_assignment(course, name, watch=watch)
        except BhtrainError as error:
            if len(wanted) == 1:
                raise
            typer.echo(f"{name}: {error}", err=True)
            status = 2
        else:
            typer.echo(_outcome(name, results))
            status = status or int(not all(result.graded for result in results))
    return status


def _outcome(name: str, results: Sequence["GradedLearner"]) -> str:
    graded = sum(result.graded for result in results)
    words = f"{graded} hand-in{'s' * (graded != 1)} graded"
    if graded < len(results):
        words += f", {len(results) - graded} not (see above); grade again to complete it"
    return f"{words}. Next: bhtrain feedback release {name}"


def line_of(result: "GradedLearner") -> str:
    """One learner's result as a line."""
    if not result.graded:
        return f"{result.learner}  {result.problem}"
    words = f"{result.learner}  {result.points:g} of {result.max_points}"
    if result.waiting:
        words += f"  · a person should look at {', '.join(result.waiting)}"
    return f"{words}  · {result.problem}" if result.problem else words


@contextmanager
def progress(name: str, console: "Console | None" = None) -> Iterator["Watch"]:
    """One line for each learner; on a terminal below them a bar: N of M, time left, and who.

    Who is graded now is named, so that a slow one is known while it is slow; and afterwards too.
    """
    from bhtrain.course.grade import Watch

    if console is None and not sys.stdout.isatty():
        with _slowest(typer.echo) as timed:
            yield timed(Watch(ends=lambda result, _total: typer.echo(line_of(result))))
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(separator=" of "),
        TimeRemainingColumn(),
        TextColumn("{task.fields[learner]}", markup=False),
    )
    with Progress(*columns, console=console or Console()) as bar:
        task = bar.add_task(f"Grading {name}", total=None, learner="")

        def say(line: str) -> None:
            bar.console.print(line, markup=False, highlight=False)

        def begins(learner: str, total: int) -> None:
            bar.update(task, total=total, learner=learner)

        def ends(result: "GradedLearner", total: int) -> None:
            say(line_of(result))
            bar.update(task, total=total, advance=1, learner="")

        with _slowest(say) as timed:
            yield timed(Watch(begins=begins, ends=ends))


@contextmanager
def _slowest(say: Callable[[str], None]) -> Iterator[Callable[["Watch"], "Watch"]]:
    """Let a watch also measure; say at the end who took long, if anybody did."""
    from bhtrain.course.grade import Watch

    taken: dict[str, float] = {}

    def timed(watch: "Watch") -> "Watch":
        def begins(learner: str, total: int) -> None:
            taken[learner] = monotonic()
            watch.begins(learner, total)

        def ends(result: "GradedLearner", total: int) -> None:
            taken[result.learner] = monotonic() - taken[result.learner]
            watch.ends(result, total)

        return Watch(begins=begins, ends=ends)

    yield timed
    slow = max(taken, key=lambda learner: taken[learner], default=None)
    if slow is not None and taken[slow] >= SLOW_SECONDS:
        say(f"The slowest was {slow}: {taken[slow]:.1f} seconds.")


def grades(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The assignment: onboarding-1.")],
) -> None:
    """Show points, and accuracy per code, per case and per dollar."""
    from bhtrain.course.grades import COLUMNS, grade_rows
    from bhtrain.course.layout import open_course

    rows, remark = grade_rows(open_course(), name)
    table(COLUMNS, rows, empty="Nobody is graded yet.")
    if remark:
        typer.echo(remark, err=True)


def weights(
    preview: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Whose points in this assignment would move."),
    ] = None,
) -> None:
    """Show what each field weighs, or what your edited weights.yaml would change."""
    from bhtrain.course.grades import MOVED_COLUMNS, moved_rows, preview_weights, weight_rows
    from bhtrain.course.layout import open_course
    from bhtrain.course.weights import FILE, course_weights

    course = open_course()
    file = course.folder / FILE
    if preview is None:
        own = file.is_file()
        table(("field", "weight", "bhtrain's own"), weight_rows(course_weights(course)), empty="")
        told = f"From {file}." if own else f"bhtrain's own; to change them, write {file}."
        typer.echo(told, err=True)
        return
    found = preview_weights(course, preview)
    table(MOVED_COLUMNS, moved_rows(found), empty="No points would move.")
    learners = "learner" if found.graded == 1 else "learners"
    kept = f" {found.by_hand} points set by a person stay." if found.by_hand else ""
    typer.echo(
        f"{len(found.moved)} of {found.graded} {learners} would move.{kept} "
        f"Nothing is changed yet; `bhtrain grade {preview}` applies it.",
        err=True,
    )
