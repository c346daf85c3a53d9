"""The manager's server: JupyterLab with formgrader and our pages, in the course folder."""

import contextlib
import os
import shutil
import threading
import time
import urllib.request
from pathlib import Path

from bhtrain import local_server, places
from bhtrain.course.layout import create_course

USUAL_PORT = 8889
PAGES = "manager"  # the folder of our notebooks inside the course
START = f"{PAGES}/start.ipynb"
REVIEW = f"voila/render/{PAGES}/review.ipynb"
SETTINGS = Path(__file__).with_name("lab_settings")  # JupyterLab does not even ask about news
NO_MATHEMATICS = "/voila/templates/bhtrain/static/no-mathematics.js"


WIDGETS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
)


def copy_notebooks(folder: Path) -> None:
    """Renew the manager's notebooks in the course folder; other notebooks are left alone."""
    for source in sorted((places.shipped("notebooks") / "manager").glob("*.ipynb")):
        target = folder / PAGES / source.name
        target.parent.mkdir(exist_ok=True)
        fresh = target.with_suffix(".part")
        shutil.copyfile(source, fresh)
        fresh.replace(target)


def _arguments(folder: Path, *, port: int, token: str) -> list[str]:
    return [
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.ip={local_server.HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.open_browser=False",
        "--ServerApp.answer_yes=True",
        "--ServerApp.log_level=ERROR",
        f"--IdentityProvider.token={token}",
        f"--LabApp.default_url=/lab/tree/{START}",
        # Nothing leaves this machine: no news, no look for updates, no catalogue of extensions.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # A kernel that idles, and whose page or notebook is closed, ends by itself.
        "--MappingKernelManager.cull_idle_timeout=600",
        "--MappingKernelManager.cull_interval=60",
        # Our notebooks as pages, in our own frame. The one of Voilà loads fonts from elsewhere.
        "--VoilaConfiguration.template=bhtrain",
        "--VoilaConfiguration.allow_template_override=NO",
        "--VoilaConfiguration.allow_theme_override=NO",
        *(f"--VoilaConfiguration.extension_allowlist={name}" for name in WIDGETS),
        f"--ServerApp.tornado_settings={{'mathjax_url': '{NO_MATHEMATICS}'}}",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


def _find_settings() -> None:
    others = filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(SETTINGS), *others])


def _announce_when_ready(port: int, token: str, *, open_browser: bool) -> None:
    """Wait until the server answers; a port that is open does not yet hear Ctrl-C."""
    base = f"http://{local_server.HOST}:{port}"
    address = f"{base}/lab/tree/{START}?token={token}"
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{base}/api", timeout=10).close()
            break
        time.sleep(0.1)
    print(f"The manager's JupyterLab is ready. Open this address:\n\n    {address}\n")
    print(f"What waits for you, one after the other:\n\n    {base}/{REVIEW}?token={token}\n")
    print(f"Commands for the course begin with:  {local_server.own_command()}")
    print("To stop it: press Ctrl-C here.", flush=True)
    if open_browser:
        local_server.show_in_browser(address)


def run(*, port: int | None = None, open_browser: bool = True) -> None:
    """Show JupyterLab in the course folder until Ctrl-C. A new course folder is begun.

    Raises:
        CourseError: The port is taken, or the course folder cannot be made.
    """
    course = create_course()
    copy_notebooks(course.folder)
    local_server.environment_first_on_path()
    local_server.find_our_template()
    _find_settings()
    os.chdir(course.folder)  # nbgrader looks for its settings here
    chosen = local_server.free_port(port, usual=USUAL_PORT)
    token = local_server.kept_secret(course.folder / ".server-token")
    threading.Thread(
        target=_announce_when_ready,
        args=(chosen, token),
        kwargs={"open_browser": open_browser},
        daemon=True,
    ).start()
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(_arguments(course.folder, port=chosen, token=token))
    print("\nJupyterLab has stopped. The course is as you left it.")
