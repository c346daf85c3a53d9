"""A learner's or manager's server for tests: its own folders, its own port, its own end."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

LEARNER = "from bhtrain.widgets.server import run; run(port={port}, open_browser=False)"
MANAGER = "from bhtrain.course.lab import run; run(port={port}, open_browser=False)"
# Where the tests themselves run in the background, a shell has told them to ignore Ctrl-C.
HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


@dataclass
class RunningServer:
    """A server in a process of its own. `address` is what it printed."""

    process: subprocess.Popen[str]
    address: str
    folder: Path
    printed: Path

    @property
    def base(self) -> str:
        """The address without path and token: http://127.0.0.1:8866/."""
        return "/".join(self.address.split("/")[:3]) + "/"

    @property
    def token(self) -> str:
        """The token of its address."""
        return self.address.partition("token=")[2]

    def page(self, path: str) -> str:
        """The address of a page, for a browser that has opened `address` before."""
        return f"{self.base}voila/render/{path}"

    def ask(self, path: str, *, method: str = "GET", token: bool = True) -> tuple[int, bytes]:
        """Ask for a path exactly as it is written; no `..` is tidied away on the way."""
        request = urllib.request.Request(self.base.rstrip("/") + path, method=method)
        if token:
            request.add_header("Authorization", f"token {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read()

    def kernels(self) -> dict[str, psutil.Process]:
        """The kernels that live now, by the command that started each."""
        found = {}
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):  # it has just ended
                found[" ".join(process.cmdline())] = process
        return {words: process for words, process in found.items() if "ipykernel" in words}

    def kernel_of(self, page: Any) -> psutil.Process:
        """The process behind a page of Voilà that a browser shows."""
        config = "JSON.parse(document.getElementById('jupyter-config-data').textContent)"
        name = page.evaluate(f"{config}.kernelId")
        (process,) = (process for words, process in self.kernels().items() if name in words)
        return process

    def stop(self) -> str:
        """Press Ctrl-C, wait, and return everything it printed."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(timeout=10)
        return self.printed.read_text(encoding="utf-8")


def folders(folder: Path) -> dict[str, str]:
    """The environment that keeps a test's files together, and away from everybody's."""
    return {
        "BHTRAIN_LEARNER": str(folder / "learner"),
        "BHTRAIN_COURSE": str(folder / "course"),
        "BHTRAIN_EXCHANGE": str(folder / "exchange"),
        "BHTRAIN_PRACTICE": str(folder / "practice"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter" / "config"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter" / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "jupyter" / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
    }


def start_server(folder: Path, program: str = LEARNER, *, seconds: float = 60) -> RunningServer:
    """Start a server on a free port and wait until it has said where."""
    printed = folder / "printed.txt"
    with printed.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", HEARS_CTRL_C + program.format(port=None)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **folders(folder), "PYTHONUNBUFFERED": "1", "DISPLAY": ""},
            cwd=folder,
            start_new_session=True,
            text=True,
        )
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        found = ADDRESS.search(printed.read_text(encoding="utf-8"))
        if found:
            return RunningServer(process, found.group(), folder, printed)
        time.sleep(0.1)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    raise RuntimeError("The server did not start:\n" + printed.read_text(encoding="utf-8"))
