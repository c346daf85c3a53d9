"""Launch to the first live form, against a trivial button page on the same server.

    python benchmarks/first_form.py [--runs 5]

Each run starts the learner's server anew (process start included), opens a page in a fresh
browser, and stops the clock when the form answers: the desk has said "Saved", the button has
counted. The two pages alternate within one run of this script; the goal is a ratio of medians of
at most 1.25. Raw samples go to benchmarks/results/first_form.json.
"""

import argparse
import json
import platform
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bhtrain import __version__
from bhtrain.progress import identity

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))  # the browser and the server as the tests have them

from browser import launch  # noqa: E402
from running_server import RunningServer, start_server  # noqa: E402

GOAL = 1.25
BUTTON = """\
import ipywidgets
button = ipywidgets.Button(description="Count")
button.on_click(lambda b: setattr(b, "description", "Counted"))
button
"""


def _button_page() -> str:
    cell = {"execution_count": None, "metadata": {}, "outputs": [], "source": BUTTON}
    return json.dumps(
        {
            "cells": [{"cell_type": "code", "id": "button", **cell}],
            "metadata": {
                "kernelspec": {"display_name": "", "language": "python", "name": "python3"}
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _seconds(browser: Browser, page_name: str) -> dict[str, float]:
    """Start the server, open the page, use its form; seconds from launch for each step."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = folder / "learner" / "pages"
        pages.mkdir(parents=True)
        (pages / "button.ipynb").write_text(_button_page(), encoding="utf-8")
        identity.sign_in_by_account(folder / "learner")
        began = time.perf_counter()
        server: RunningServer = start_server(folder)
        up = time.perf_counter() - began
        try:
            context = browser.new_context()
            page = context.new_page()
            page.goto(server.page(f"{page_name}.ipynb") + f"?token={server.token}")
            if page_name == "button":
                form = page.get_by_role("button", name="Count")
                form.wait_for(timeout=60_000)
                seen = time.perf_counter() - began
                form.click()
                page.get_by_role("button", name="Counted").wait_for(timeout=60_000)
            else:
                form = page.get_by_role("radio", name="Hold and ask").first
                form.wait_for(timeout=60_000)
                seen = time.perf_counter() - began
                form.check()
                page.get_by_text(re.compile(r"^Saved \d")).first.wait_for(timeout=60_000)
            live = time.perf_counter() - began
            context.close()
        finally:
            server.stop()
    return {"server_up": up, "form_seen": seen, "form_live": live}


def measure(browser: Browser, runs: int) -> dict[str, Any]:
    """Both pages in turn, so many times each; medians, their ratio and the raw samples."""
    samples: dict[str, list[dict[str, float]]] = {"practice": [], "button": []}
    for number in range(runs + 1):
        for name, kept in samples.items():
            taken = _seconds(browser, name)
            if number:  # the first round warms the disk and does not count
                kept.append(taken)
                print(f"{number} {name:9} {taken['form_live']:.2f} s", flush=True)
    medians = {
        name: statistics.median(sample["form_live"] for sample in kept)
        for name, kept in samples.items()
    }
    ratio = medians["practice"] / medians["button"]
    print(f"first live form / trivial button: {ratio:.2f} (goal {GOAL}); medians {medians}")
    return {"ratio_of_medians": ratio, "goal": GOAL, "medians": medians, "seconds": samples}


def main() -> int:
    """Measure, print, write the raw samples; 0 when the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with sync_playwright() as playwright:
        browser = launch(playwright)
        measured = measure(browser, runs)
        browser.close()
    result = {"bhtrain": __version__, "python": platform.python_version(), "runs": runs, **measured}
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "first_form.json").write_text(json.dumps(result, indent=1) + "\n")
    return 0 if measured["ratio_of_medians"] <= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
