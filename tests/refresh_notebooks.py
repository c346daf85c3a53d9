"""Run notebooks and store what their compared cells say today: `python tests/refresh_notebooks.py`.

    python tests/refresh_notebooks.py notebooks/lessons/02-time-decides-the-code.ipynb

Look at the difference before it is committed: a changed output is a changed lesson.
"""

import json
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

IGNORED = "nbval-ignore-output"


def refresh(path: Path) -> None:
    """Run a notebook in an empty folder and keep the outputs that nbval compares, no others."""
    book = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as elsewhere:
        run = NotebookClient(book, timeout=120, resources={"metadata": {"path": elsewhere}})
        run.execute()
    number = 0
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        if IGNORED in cell.metadata.get("tags", []):
            cell.outputs, cell.execution_count = [], None
            continue
        number += 1
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
    book.metadata.pop("widgets", None)
    text = nbformat.writes(book)
    path.write_text(json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("Name the notebooks to run.")
    for name in sys.argv[1:]:
        refresh(Path(name))
