"""A real Voilà server that shows the case desk to the tests of this room."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from desk_walks import WALKS

from bhtrain import places
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import RosterEntry
from bhtrain.progress import identity as who
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import desk_pages, pages

PAGES = {
    "code": ["remembered_desk(TASK)"],
    "assessment": ["remembered_desk(TASK, setting='assessment', mirror_key='assessment')"],
    "reference": ["remembered_desk(TASK, codebook=None)"],
    "reference-assessment": ["remembered_desk(TASK, codebook=None, setting='assessment')"],
    "review": ["remembered_desk(REVIEW)"],
    "documentation": ["remembered_desk(DOCUMENTATION)"],
    "hostile": ["remembered_desk(HOSTILE, heading='<b>Task</b>')"],
    **{
        note: [f"practice_desk({note!r})"]
        for note in (
            *(one.note for one in WALKS.values()),
            "scope-of-practice-102",
            "documentation-elements-106",
        )
    },
    "every-kind": [f"practice_desk({one.note!r}, heading={kind!r})" for kind, one in WALKS.items()],
    "hostile-kinds": [
        f"hostile_desk({kind!r})" for kind in ("denial", "query", "pattern", "triage")
    ],
    "asked": ["remembered_desk(QUERY, setting='assessment')"],
    "closed": ["remembered_desk(TASK, opened=False, mirror_key='closed')"],
    "two": [
        "remembered_desk(TASK, heading='Task 1 of 2', mirror_key='two')",
        "remembered_desk(REVIEW, heading='Task 2 of 2', mirror_key='two')",
    ],
    "rulers": ["time_ruler()", "time_ruler('crisis')"],
    "other-rulers": ["time_ruler('psychotherapy-add-on')", "time_ruler('family')"],
    "map": ["add_on_map()"],
    "who": ["who_may_bill(on='2023-12-31')"],
    "same-day": ["same_day()"],
}
# The least page that Voilà can fill: no link to the outside, light or dark as the system says.
FRAME = """{%- extends 'nbconvert/templates/lab/index.html.j2' -%}
{%- block html_head_js -%}<link rel="icon" href="data:,">{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block notebook_css -%}
{{ resources.include_css("static/index.css") }}
{{ resources.include_css("static/theme-light.css") }}
<style>
  html { color-scheme: light dark }
  .jp-LabShell, .lm-BoxPanel, .lm-BoxPanel-child {
    position: static !important; height: auto !important; width: auto !important;
    contain: none !important; overflow: visible !important;
  }
</style>{%- endblock -%}
{%- block body_header -%}
<body class="jp-Notebook" data-base-url="{{ resources.base_url }}voila/" data-voila="voila">
<script>window.voila_heartbeat = window.voila_process = window.voila_finish = () => {}</script>
<main><h1>Desk</h1><div id="rendered_cells">
{%- endblock -%}
{% block data_priority scoped %}{% if output %}
<script type="application/vnd.voila.cell-output+json">{{ output | trusted | tojson }}</script>
{% endif %}{% endblock %}
{%- block body_loop -%}
  {% set config = page_config.copy() %}
  {%- with kernel_id = kernel_start(nb) -%}
    {% set _ = config.update(baseUrl=resources.base_url, kernelId=kernel_id) %}
    <script id="jupyter-config-data" type="application/json">{{ config | tojson }}</script>
    {%- for cell in cell_generator(nb, kernel_id) -%}{% set cellloop = loop %}
      {%- block any_cell scoped -%}<div cell-index="{{ cellloop.index }}">{{ super() }}</div>
      {%- endblock -%}
    {%- endfor -%}
  {% endwith %}
{%- endblock -%}
{%- block body_footer -%}
</div></main>
<script src="{{ page_config['fullStaticUrl'] | e }}/{{ main_js }}"></script>
</body>
{%- endblock -%}
{%- block footer -%}</html>{%- endblock -%}
"""
EXTENSIONS = (
    "['anywidget', '@jupyter-widgets/jupyterlab-manager', '@voila-dashboards/widgets-manager8']"
)
NO_MATHEMATICS = (
    "data:text/javascript,window.MathJax={Hub:{Config(){},Configured(){},Queue(){},"
    "Register:{StartupHook(){}}}};//"
)
START = """import os
from pathlib import Path
from bhtrain import add_on_map, same_day, time_ruler, who_may_bill
from desk_example import *
Path(os.environ["DESK_MEMORY"], "kernel.pid").write_text(str(os.getpid()));"""


def _notebook(cells: list[str]) -> str:
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    cell_list = [new_code_cell(source) for source in cells]
    return nbformat.writes(new_notebook(cells=cell_list))


@dataclass
class DeskServer:
    """Where the pages are, and where their answers are remembered."""

    address: str
    memory: Path

    def url(self, page: str) -> str:
        return f"{self.address}/voila/render/{page}.ipynb"

    def answer(self, task: str, key: str = "") -> dict[str, Any]:
        return json.loads((self.memory / f"{task}.{key}.json").read_text())

    def forget(self) -> None:
        for file in self.memory.glob("*.json"):
            file.unlink()

    def kill_kernel(self) -> None:
        """End the kernel of the page opened last, as a crash would."""
        os.kill(int((self.memory / "kernel.pid").read_text()), signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"Voilà did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def _desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    root = tmp_path_factory.mktemp("desk")
    pages, memory, log = root / "pages", root / "memory", root / "voila.log"
    pages.mkdir()
    memory.mkdir()
    for name, cells in PAGES.items():
        text = _notebook([START, *cells])
        (pages / f"{name}.ipynb").write_text(text, encoding="utf-8")
    frame = root / "share" / "voila" / "templates" / "frame"
    frame.mkdir(parents=True)
    (frame / "index.html.j2").write_text(FRAME, encoding="utf-8")
    (frame / "conf.json").write_text('{"base_template": "lab"}', encoding="utf-8")
    port = _free_port()
    environment = {
        **os.environ,
        "DESK_MEMORY": str(memory),
        "PYTHONPATH": os.pathsep.join(str(place) for place in Path(__file__).parents[1:3]),
        "JUPYTER_CONFIG_DIR": str(root / "config"),
        "JUPYTER_RUNTIME_DIR": str(root / "runtime"),
        "JUPYTER_PATH": str(root / "share"),
        "IPYTHONDIR": str(root / "ipython"),
    }
    command = [sys.executable, "-m", "voila", str(pages), f"--port={port}", "--no-browser"]
    command += ["--Voila.ip=127.0.0.1", "--template=frame", "--theme=light"]
    command += ["--MappingKernelManager.cull_idle_timeout=15"]
    command += ["--MappingKernelManager.cull_interval=5"]
    command += [f"--VoilaConfiguration.extension_allowlist={EXTENSIONS}"]
    command += [f"--Voila.tornado_settings={{'mathjax_url': {NO_MATHEMATICS!r}}}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/", process, log)
        yield DeskServer(f"http://127.0.0.1:{port}", memory)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def desks(_desk_server: DeskServer) -> DeskServer:
    """The server with an empty memory."""
    _desk_server.forget()
    return _desk_server


@pytest.fixture
def open_desk(desks: DeskServer) -> Callable[[Any, str], Any]:
    """Open a page and wait until its desk, or its explainer, is there."""

    def opened(page: Any, name: str) -> Any:
        # Voilà's own notice that a page closes is refused by itself (403); ours is in pages.
        page.route("**/voila/api/shutdown/*", lambda route: route.fulfill(status=204))
        page.goto(desks.url(name))
        page.locator(".bht, .bhx").first.wait_for(timeout=40_000)
        return page

    return opened


# The learner's pages, without a browser ------------------------------------------------------


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A learner's machine with its folders, an account, and the exchange."""
    for name in ("LEARNER", "COURSE", "EXCHANGE"):
        monkeypatch.setenv(f"BHTRAIN_{name}", str(tmp_path / name.lower()))
    for name in ("JUPYTERHUB_USER", "NBGRADER_EXECUTION", "QUERY_STRING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0")
    monkeypatch.setattr(who, "system_account", lambda: "alopez")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(desk_pages, "_watchers", {})
    return tmp_path


@pytest.fixture
def exchange(machine):
    """An exchange with a roster and one released assignment."""
    from learner_pages import release

    made = Exchange(places.exchange_folder())
    made.publish_roster([RosterEntry(learner="ana", name="Ana Lopez", account="alopez")])
    release(made)
    return made


@pytest.fixture
def ana(exchange):
    """Ana is signed in and has opened her list of assignments."""
    who.sign_in_by_account(places.learner_folder(), roster=exchange.roster())
    pages.assignments_page()
    return Workspace.of("ana")
