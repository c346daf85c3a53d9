"""How the commands show rows."""

import sys
from collections.abc import Iterable

import typer


def table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, empty: str) -> None:
    """A table on a terminal; values parted by tabs for another program."""
    rows = list(rows)
    if not rows:
        typer.echo(empty)
    elif not sys.stdout.isatty():
        for row in (columns, *rows):
            typer.echo("\t".join(row))
    else:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        shown = Table(*columns)
        for row in rows:
            shown.add_row(*(Text(cell) for cell in row))
        Console().print(shown)
