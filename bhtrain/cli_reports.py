"""The commands that take something out of the course: all of it in sheets, one learner's record."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    file: Annotated[
        Path, typer.Argument(help="An .xlsx file, or a .csv file and three beside it.")
    ],
) -> None:
    """Write grades, reviews, history and items for a spreadsheet."""
    from bhtrain.course.layout import open_course
    from bhtrain.reports.sheets import export as export_sheets

    written = export_sheets(open_course(), file)
    typer.echo(f"Grades, reviews, history and items written to {', '.join(map(str, written))}.")


def record(
    learner: Annotated[str, typer.Argument(metavar="LEARNER", help="The learner's id.")],
    pdf: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a PDF to this file instead.")
    ] = None,
) -> None:
    """Write a learner's record to print: what was taken, with what result, signed off by whom."""
    from bhtrain.course.layout import open_course
    from bhtrain.reports.record import write_record

    written = write_record(open_course(), learner, pdf=pdf)
    typer.echo(f"The record of {learner} is in {written}.")
