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
    from bhtrain.course.regrade import Preview

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
            moved = sum(len(result.moved) for result in results)
            if moved:
                typer.echo(
                    f"{_marks(moved)} of answers that were graded before moved: the key, the "
                    f"weights or the rulebook changed. bhtrain history {name} says which, and why."
                )
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
    from bhtrain.course.grades import weight_rows
    from bhtrain.course.layout import open_course
    from bhtrain.course.regrade import preview_regrade
    from bhtrain.course.weights import FILE, course_weights

    course = open_course()
    file = course.folder / FILE
    if preview is None:
        own = file.is_file()
        table(("field", "weight", "bhtrain's own"), weight_rows(course_weights(course)), empty="")
        told = f"From {file}." if own else f"bhtrain's own; to change them, write {file}."
        typer.echo(told, err=True)
        return
    _show(preview_regrade(course, preview))
    typer.echo(_to_apply(preview), err=True)


def regrade(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The assignment: onboarding-1.")],
    apply: Annotated[
        bool,
        typer.Option("--apply/--preview", help="Apply it; else only show whose marks would move."),
    ] = False,
    why: Annotated[str, typer.Option(help="The reason; the learners may be told.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without being asked.")] = False,
) -> int:
    """After a key, the weights or a rule were corrected: show whose marks move, and apply it."""
    from bhtrain.course.layout import open_course
    from bhtrain.course.regrade import apply_regrade, preview_regrade
    from bhtrain.course.reviews import reason
    from bhtrain.progress.identity import system_account

    course = open_course()
    if apply:
        reason(why)  # before anybody reads a long table
    found = preview_regrade(course, name)
    _show(found)
    if not apply:
        typer.echo(_to_apply(name), err=True)
        return 0
    if not (yes or _confirmed()):
        typer.echo("Nothing is changed.")
        return 1
    with progress(name) as watch:
        done = apply_regrade(course, found, why=why, by=system_account(), watch=watch)
    moved = sum(len(result.moved) for result in done.results)
    typer.echo(f"{_marks(moved)} moved; bhtrain history {name} says which, and why.")
    for task in found.keys:
        typer.echo(
            f'The key of {task} is "drafted" again in {course.keys_file(name)}; write "agreed" '
            "there when somebody else has keyed the note and agrees."
        )
    if done.sign_offs_ended:
        names = ", ".join(done.sign_offs_ended)
        typer.echo(f"Points changed after sign-off: {names}. Look, then bhtrain sign-off {name} ID")
    typer.echo(_outcome(name, done.results))
    return int(not all(result.graded for result in done.results))


def _confirmed() -> bool:
    try:
        return typer.confirm("Apply exactly this?")
    except typer.Abort:  # Ctrl+C, or nobody is there to answer
        typer.echo()
        return False


def _show(found: "Preview") -> None:
    """Whose marks would move, what stays by a person's word, and the sum of it."""
    columns = ("learner", "task", "before", "after", "change", "why")
    rows = [
        (
            move.learner,
            move.task,
            f"{move.was:g}",
            f"{move.now:g}",
            f"{move.change:+g}",
            " ".join(move.why),
        )
        for move in found.moves
    ]
    table(columns, rows, empty="No marks would move.")
    for kept in found.by_hand:
        typer.echo(
            f"{kept.learner}, {kept.task}: {kept.points:g} points set by a person stay; the "
            f"automatic points would be {kept.automatic:g}."
        )
    for task, words in found.keys.items():
        typer.echo(f"The key of {task} was corrected. {words}")
    for problem in found.problems:
        typer.echo(problem, err=True)
    marks = len(found.moves) + found.stay
    typer.echo(
        f"{len(found.moves)} of {_marks(marks)} would move: {found.up} up, {found.down} down; "
        f"{found.stay} stay."
    )


def _marks(number: int) -> str:
    return f"{number} mark{'s' * (number != 1)}"


def _to_apply(name: str) -> str:
    return (
        "Nothing is changed yet. To apply it: "
        f'bhtrain regrade {name} --apply --why "What was wrong."'
    )
