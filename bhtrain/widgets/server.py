"""The learner's server: the pages, and no way from them to anything else."""

import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bhtrain import local_server, places
from bhtrain.errors import CourseError, ExchangeError
from bhtrain.exchange.folder import Exchange
from bhtrain.progress.identity import current_identity
from bhtrain.progress.lessons import Lesson, read_lessons

USUAL_PORT = 8866


def pages_folder() -> Path:
    """The folder that the learner's server shows: notebooks, and nothing else."""
    return places.learner_folder() / "pages"


def prepare_pages() -> Path:
    """Copy the notebooks that came with bhtrain, all but the manager's, for the server to show.

    Raises:
        CourseError: This copy of bhtrain has no notebooks.
    """
    shipped = places.shipped("notebooks")
    if not (shipped / "start.ipynb").is_file():
        raise CourseError(f"No notebooks in {shipped}. Install bhtrain again.")
    places.make_private(places.learner_folder())
    folder = places.make_private(pages_folder())
    for source in sorted(shipped.rglob("*.ipynb")):
        where = source.relative_to(shipped)
        if where.parts[0] == "manager" or any(part.startswith(".") for part in where.parts):
            continue
        target = folder / where
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".part")
        shutil.copyfile(source, fresh)
        fresh.replace(target)
    return folder


def neighbors(lessons: Sequence[Lesson], path: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after the one on this page; None at the ends, and on other pages."""
    here = [place for place, lesson in enumerate(lessons) if lesson.page == path]
    if not here:
        return None, None
    [at] = here
    return lessons[at - 1] if at else None, lessons[at + 1] if at + 1 < len(lessons) else None


def _who() -> str:
    """The name that the header shows; empty when nobody is signed in."""
    try:
        roster = Exchange(places.exchange_folder()).roster()
    except ExchangeError:  # a damaged roster must not keep the pages from opening
        roster = ()
    identity = current_identity(places.learner_folder(), roster=roster)
    if identity is None:
        return ""
    names = {entry.learner: entry.name for entry in roster}
    return names.get(identity.learner) or identity.learner


def _header(page_config: dict[str, Any], **request: Any) -> dict[str, Any]:
    """What our template shows at the top of each page."""
    path = request.get("notebook_path", "")
    before, after = (  # plain values: the page's configuration goes out as JSON
        {"page": lesson.page, "title": lesson.title} if lesson else None
        for lesson in neighbors(read_lessons(pages_folder()), path)
    )
    config = dict(page_config)
    config["bhtrain"] = {"who": _who(), "path": path, "before": before, "after": after}
    return config


def run(*, port: int | None = None, open_browser: bool = True) -> None:
    """Show the learner's pages until Ctrl-C.

    Raises:
        CourseError: The port is taken, or this copy of bhtrain has no notebooks.
    """
    folder = prepare_pages()

    def announce(address: str) -> None:
        print(f"bhtrain is ready. Open this address in your browser:\n\n    {address}\n")
        print(f"To start it again later:  {local_server.own_command()} start")
        print("To stop it: press Ctrl-C here. Answers are saved as you type.")

    _serve(folder, announce, port=port, open_browser=open_browser)
    print("\nbhtrain has stopped. Your answers and your progress are saved.")


def run_preview(
    scenarios: list[Any], *, port: int | None = None, open_browser: bool = True
) -> None:
    """Show scenarios as a trainee sees them until Ctrl-C; nothing is kept.

    Raises:
        CourseError: The port is taken.
    """
    places.make_private(places.learner_folder())
    with tempfile.TemporaryDirectory(prefix="bhtrain-preview-") as where:
        file = Path(where) / "scenarios.json"
        file.write_text(json.dumps(scenarios), encoding="utf-8")
        call = f"from bhtrain.widgets.pages import preview\n\npreview({str(file)!r})"
        page = {"nbformat": 4, "nbformat_minor": 5, "metadata": _PAGE, "cells": [_cell(call)]}
        (Path(where) / "start.ipynb").write_text(json.dumps(page), encoding="utf-8")

        def announce(address: str) -> None:
            print(f"The preview is ready. Open this address in your browser:\n\n    {address}\n")
            print("To stop it: press Ctrl-C here. Nothing that you enter is kept.")

        _serve(Path(where), announce, port=port, open_browser=open_browser)
    print("\nThe preview has stopped.")


_PAGE = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "title": "Preview",
}


def _cell(source: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"execution_count": None, "metadata": {}, "outputs": []}
    return {"cell_type": "code", "id": "preview", "source": source, **empty}


def _serve(
    folder: Path, announce: Callable[[str], None], *, port: int | None, open_browser: bool
) -> None:
    local_server.environment_first_on_path()
    local_server.find_our_template()
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # no debugger warning in the terminal
    from bhtrain.widgets.voila_app import build

    secret = local_server.kept_secret(places.learner_folder() / "server-token")

    def ready(address: str) -> None:
        announce(address)
        sys.stdout.flush()
        if open_browser:
            local_server.show_in_browser(address)

    app = build(
        str(folder),
        port=local_server.free_port(port, usual=USUAL_PORT),
        token=secret,
        cookie_secret=("cookie" + secret).encode(),
        page_config_hook=_header,
    )
    app.announce = ready
    app.who = _who
    with contextlib.suppress(KeyboardInterrupt):
        app.start()
