"""The commands with which a practice writes its own scenarios and assignments."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bhtrain.errors import AuthoringError, ContentError
from bhtrain.model.billing import Payer
from bhtrain.model.scenario import Kind, Level

new_app = typer.Typer(help="Begin a scenario or an assignment of your own.", no_args_is_help=True)

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
    typer.echo(f"Your learners now practice on {len(published)} of your own scenarios.")


def coverage(
    file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("docs/coverage.md"),
) -> None:
    """Write the page that shows what the scenarios cover, and what not (for authors)."""
    from bhtrain.authoring.coverage_page import write_page

    write_page(file)
    typer.echo(f"Coverage written to {file}.")


@new_app.command("scenario")
def new_scenario(
    scenario_id: Annotated[
        str, typer.Option("--id", prompt="Id, like intake-school-1", help="Its name.")
    ],
    kind: Annotated[Kind, typer.Option(prompt="Kind", help="What is asked.")] = Kind.CODE,
    level: Annotated[Level, typer.Option(prompt="Level", help="How hard.")] = Level.CORE,
    competency: Annotated[str, typer.Option(prompt="Competency", help="What it trains.")] = "time",
    payer: Annotated[Payer, typer.Option(prompt="Payer", help="Who pays.")] = Payer.COMMERCIAL,
    service_date: Annotated[
        str, typer.Option("--date", prompt="Date of service, like 2026-03-04", help="The day.")
    ] = "2026-03-04",
) -> None:
    """Ask what it is about, and write a commented file into your course's folder `scenarios`."""
    from bhtrain import places
    from bhtrain.authoring.starting import start_scenario

    try:
        day = date.fromisoformat(service_date)
    except ValueError:
        raise AuthoringError(f"{service_date!r} is not a date; write 2026-03-04.") from None
    file = start_scenario(
        places.course_folder() / "scenarios",
        scenario_id,
        kind=kind,
        level=level,
        competency=competency,
        payer=payer,
        service_date=day,
    )
    typer.echo(f"Fill in {file}\nThen: bhtrain check {file}\n      bhtrain preview {file}")


Many = Annotated[list[str] | None, typer.Option(help="May be given several times.")]


@new_app.command("assignment")
def new_assignment(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Like quiz-march.")],
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="A file or folder of scenarios; the practice bank if left out."
        ),
    ] = None,
    fresh: Annotated[
        int | None, typer.Option(min=0, metavar="SEED", help="Notes made by bhtrain, from a seed.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=50, help="How many tasks.")] = 8,
    competency: Many = None,
    level: Many = None,
    kind: Many = None,
    title: Annotated[str, typer.Option(help="What learners read.")] = "",
) -> None:
    """Pick scenarios by competency and level, and write notebook, tasks, keys and points."""
    from bhtrain.authoring.own import scenarios_in
    from bhtrain.course.compose import compose, pick
    from bhtrain.course.layout import create_course

    if source is not None and fresh is not None:
        raise AuthoringError("Give either --from or --fresh, not both.")
    if fresh is not None:
        found = _generated(fresh)
    else:
        found = _bank() if source is None else scenarios_in(source)
    chosen = pick(
        found, count=count, competencies=competency or (), levels=level or (), kinds=kind or ()
    )
    course = create_course()
    tasks = compose(course, name, chosen, title=title)
    typer.echo(f"{len(tasks)} tasks are written in {course.solutions / name}.")
    if fresh is not None:
        typer.echo("bhtrain made these notes and keys; nobody has keyed them blind.", err=True)
    elif source is None:
        typer.echo(
            "These notes are in the practice bank, where learners can look at the keys. "
            "For grades that count, give your own with --from, or --fresh.",
            err=True,
        )
    typer.echo(f"Next: bhtrain release {name} --due YYYY-MM-DD")


def _bank() -> list[dict[str, Any]]:
    from bhtrain.content import content

    entries: dict[str, dict[str, Any]] = content("bank")
    return list(entries.values())


def _generated(seed: int) -> list[dict[str, Any]]:
    """Two rounds of all templates, from a seed on."""
    from bhtrain.scenarios.generate import generated_data, templates

    first = seed * len(templates())
    return [generated_data(first + number) for number in range(2 * len(templates()))]
