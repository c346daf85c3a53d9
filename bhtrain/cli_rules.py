"""The commands that look into the rule book: explain a case, print schemas, list and show rules."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

rules_app = typer.Typer(
    help="The rules: list them, compare two dates, show one.", invoke_without_command=True
)
Json = Annotated[bool, typer.Option("--json", help="As JSON, for a program.")]
Day = Annotated[str | None, typer.Option("--on", metavar="DATE", help="On this date of service.")]


def explain(
    file: Annotated[Path | None, typer.Argument(help="A case or a scenario as YAML.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read one JSON case a line from standard input.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say which claim a note supports, and why."""
    from bhtrain.authoring.cases import case_in_file, explained, lines_explained

    if jsonl == (file is not None):
        raise typer.BadParameter("Name one YAML file, or say --jsonl and send cases.")
    if file is not None:
        answer = explained(case_in_file(file))
        typer.echo(json.dumps(answer) if as_json else _in_words(answer))
        return
    for answer in lines_explained(sys.stdin):
        sys.stdout.write((json.dumps(answer) if as_json else _in_words(answer)) + "\n")


def _in_words(answer: dict[str, Any]) -> str:
    from bhtrain.authoring.cases import in_words

    return in_words(answer)


def schema(
    name: Annotated[str, typer.Argument(help="visit, claim, scenario or answers.")],
) -> None:
    """Print the JSON Schema of what scripts and authors write."""
    from bhtrain.authoring.schema import schema_of

    typer.echo(json.dumps(schema_of(name), indent=2, ensure_ascii=False))


@rules_app.callback()
def rules(
    context: typer.Context,
    competency: Annotated[str | None, typer.Option(help="Only of this competency.")] = None,
    on: Day = None,
    diff: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="DATE DATE", help="What differs between two dates of service."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the rules; with --diff, what differs between two dates of service."""
    from bhtrain.authoring.rule_lists import differences, differences_in_words, in_words, listed

    if context.invoked_subcommand is not None:
        return
    if diff is not None:
        changes = differences(_day(diff[0]), _day(diff[1]))
        typer.echo(json.dumps(changes) if as_json else differences_in_words(changes))
        return
    found = listed(competency=competency, on=None if on is None else _day(on))
    typer.echo(json.dumps(found) if as_json else in_words(found))


@rules_app.command()
def show(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="Like time-documented.")],
) -> None:
    """Print one rule's card: text, versions, sources and cases."""
    from bhtrain.authoring.rule_pages import page

    typer.echo(page(rule_id))


@rules_app.command()
def pages(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path("docs/rules"),
) -> None:
    """Write a page for each rule, and the list of all (for authors)."""
    from bhtrain.authoring.rule_pages import write_pages

    typer.echo(f"Pages written to {folder}: {write_pages(folder)}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write 2025-03-04.") from None
