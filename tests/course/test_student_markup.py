"""What a student wrote in a notebook, in formgrader: it is shown, and nothing of it runs."""

import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from bhtrain.course.settings import configure
from bhtrain.course.student_markup import without_scripts
from bhtrain.grading.feedback import feedback
from bhtrain.grading.feedback_html import feedback_html, task_html
from bhtrain.grading.score import score
from bhtrain.model.claim import Answer
from bhtrain.scenarios.bank import shipped_bank

MARKUP = {
    "script": "<script>run()</script>",
    "handler": '<img src="x" onerror="run()">',
    "link": '<a href="javascript:run()">x</a>',
    "spelled link": '<a href=" java\tscript:run()">x</a>',
    "page as data": '<a href="data:text/html,<script>run()</script>">x</a>',
    "form": '<form action="https://elsewhere.example"><button>run()</button></form>',
    "frame": '<iframe srcdoc="<script>run()</script>"></iframe>',
    "drawing": '<svg onload="run()"><script>run()</script></svg>',
    "style": "<style>body { background: url(https://elsewhere.example) }</style>",
    "refresh": '<meta http-equiv="refresh" content="0;url=https://elsewhere.example">',
    "base": '<base href="https://elsewhere.example/">',
}
RUNS = ("script", "form", "iframe", "svg", "style", "meta", "base", "object", "embed")


class Dangers(HTMLParser):
    """What of a page could run, be sent, or be fetched from elsewhere."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in RUNS:
            self.found.append(tag)
        for name, value in attrs:
            address = re.sub(r"\s", "", value or "").lower()
            if name.startswith("on") or address.startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {name}")
            elif "elsewhere" in address:
                self.found.append(f"{tag} {address}")


@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_markup_that_could_run_is_taken_out(markup):
    """The words beside it stay."""
    shown = without_scripts(f"<p>before {markup} after</p>")

    assert Dangers(shown).found == []
    assert "before" in shown
    assert "after" in shown


def test_a_picture_that_came_along_is_shown():
    """Charts are data in the page; nothing is fetched for them."""
    picture = '<img alt="a chart" src="data:image/png;base64,AAAA">'

    assert 'src="data:image/png;base64,AAAA"' in without_scripts(picture)


def test_our_own_feedback_is_left_as_it_is():
    """It passes the same filter on its way into formgrader."""
    scenario = shipped_bank().scenario("time-104")
    words = feedback(scenario, Answer(), score(scenario, Answer()))
    html = task_html(scenario.task, scenario.key.deciding)
    html += feedback_html(words, Answer(), scenario.task.kind)

    tags = re.compile(r"<(\w+)")
    assert tags.findall(without_scripts(html)) == tags.findall(html)


@pytest.fixture
def formgrader(tmp_path, monkeypatch):
    """nbgrader's own exporter for a student's notebook, with the settings of a course."""
    from nbgrader.server_extensions.formgrader import handlers

    monkeypatch.setenv("JUPYTER_PATH", "")  # `configure` adds to it
    settings = Config()
    settings.HTMLExporter.template_name = "formgrade"
    settings.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    configure(settings, str(tmp_path / "nbgrader_config.py"))
    return HTMLExporter(config=settings)


def shown_in(exporter, *cells) -> str:
    """The page of formgrader for a notebook of these cells."""
    for number, cell in enumerate(cells):
        about = {"grade_id": f"cell-{number}", "schema_version": 3, "grade": False}
        cell.metadata.nbgrader = {**about, "solution": True, "locked": False, "task": False}
    about = dict.fromkeys(("base_url", "student", "last_name", "first_name"), "")
    names = dict.fromkeys(("assignment_id", "notebook_id", "submission_id"), "n")
    page, _ = exporter.from_notebook_node(
        nbformat.v4.new_notebook(cells=list(cells)),
        resources={**about, **names, "index": 0, "total": 1, "notebook_path": "n"},
    )
    return page


def cells_with(markup: str) -> list:
    """A Markdown cell, and a code cell with outputs of every type that shows markup."""
    new = nbformat.v4
    outputs = [
        new.new_output("display_data", {"text/html": f"shown {markup}"}),
        new.new_output("display_data", {"text/markdown": f"shown {markup}"}),
        new.new_output("display_data", {"image/svg+xml": f"<svg>{markup}</svg>"}),
        new.new_output("display_data", {"application/javascript": "run()"}),
        new.new_output("stream", text=f"shown {markup}"),
    ]
    return [
        new.new_markdown_cell(f"# Title\n\nshown {markup} [a](javascript:run())"),
        new.new_code_cell("1 + 1", outputs=outputs),
    ]


def test_nothing_of_a_students_notebook_runs_in_formgrader(formgrader):
    """What could run on the page is what runs on that of a notebook with nothing in it."""
    own = shown_in(formgrader, nbformat.v4.new_markdown_cell("nothing"))
    page = shown_in(formgrader, *(cell for one in MARKUP.values() for cell in cells_with(one)))

    assert page.count("shown") >= 4 * len(MARKUP)
    assert re.search("<h1[^>]*>Title", page)
    assert Dangers(page).found == Dangers(own).found
