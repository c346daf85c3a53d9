"""The commands that read a practice's own files: descriptors, CMS tables, payers, fees."""

from pathlib import Path
from typing import Annotated

import typer

codes_app = typer.Typer(help="Your own descriptors and newer CMS tables.", no_args_is_help=True)
payers_app = typer.Typer(help="What your payers ask for.", no_args_is_help=True)
fees_app = typer.Typer(help="What you bill, for accuracy in dollars.", no_args_is_help=True)


@codes_app.command("import")
def codes_import(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns code, descriptor.")],
) -> None:
    """Show the descriptors that your practice has a license for."""
    from bhtrain.authoring.practice_files import import_descriptors

    typer.echo(f"Descriptors read: {import_descriptors(file)}.")


@codes_app.command("import-ncci")
def codes_import_ncci(
    file: Annotated[Path, typer.Argument(help="CMS's practitioner table of pairs or unit limits.")],
    quarter: Annotated[str, typer.Option(metavar="QUARTER", help="Its quarter, like 2026Q4.")],
) -> None:
    """Read a newer quarter of code pairs (PTP) or unit limits (MUE)."""
    from bhtrain.authoring.practice_files import import_ncci

    kind, number = import_ncci(file, quarter=quarter)
    typer.echo(f"{kind} of {quarter} read: {number}.")


@payers_app.command("import")
def payers_import(file: Annotated[Path, typer.Argument(help="A payer's YAML file.")]) -> None:
    """Read a payer that was written from the template."""
    from bhtrain.authoring.practice_files import import_payer

    typer.echo(f"The payer {import_payer(file)} is read.")


@payers_app.command("template")
def payers_template() -> None:
    """Print a payer to fill in."""
    from bhtrain.authoring.practice_files import payer_template

    typer.echo(payer_template(), nl=False)


@fees_app.command("import")
def fees_import(
    file: Annotated[
        Path,
        typer.Argument(help="A CSV file with the columns code, amount and, at will, modifier."),
    ],
) -> None:
    """Read your fees, so that accuracy per dollar speaks of your dollars."""
    from bhtrain.authoring.practice_files import import_fees

    typer.echo(f"Amounts read: {import_fees(file)}.")
