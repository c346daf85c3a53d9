"""The commands with which a practice writes its own scenarios and assignments."""

from pathlib import Path
from typing import Annotated

import typer

from bhtrain.errors import ContentError

FilePath = Annotated[Path, typer.Argument(metavar="FILE", help="A scenario's file, or a folder.")]


def preview(
    file: FilePath,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Use this port.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Open a scenario or an assignment on the case desk, as a trainee sees it."""
    from bhtrain.authoring.own import scenarios_in
    from bhtrain.widgets.server import run_preview

    try:
        scenarios = scenarios_in(file)
    except ContentError as error:
        typer.echo(str(error))
        raise typer.Exit(1) from None
    run_preview(scenarios, port=port, open_browser=not no_browser)


def check(
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="Your own file or folder.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Also write what follows.")] = False,
) -> None:
    """Check scenarios, keys, rules and codes, and list every problem (for authors)."""
    from bhtrain.authoring.check import check as check_content
    from bhtrain.authoring.own import check_path

    problems = check_content(write=write) if path is None else check_path(path)
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(
        f"{len(problems)} problem{'s' * (len(problems) != 1)}." if problems else "No problems."
    )
    if write and path is None and not problems:
        from bhtrain.course.release import refresh_exercises

        written = ", ".join(refresh_exercises()) or "none in this copy"
        typer.echo(f"Exercises written: {written}.")
    raise typer.Exit(1 if problems else 0)


def publish() -> None:
    """Give the scenarios of your course's folder `scenarios` to your learners."""
    from bhtrain import places
    from bhtrain.authoring.own import publish as publish_scenarios

    folder = places.course_folder() / "scenarios"
    published = publish_scenarios(folder, places.exchange_folder())
    typer.echo(f"Your learners now practise on {len(published)} of your own scenarios.")
