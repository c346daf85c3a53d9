"""The commands that look at grades: accuracy three ways, and what each field weighs."""

from typing import Annotated

import typer

from bhtrain.cli_table import table


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
