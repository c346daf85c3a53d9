"""What both servers need: a free port of this machine, and a browser that opens the page."""

import os
import secrets
import shutil
import socket
import sys
import threading
import webbrowser
from pathlib import Path

from bhtrain.errors import CourseError

TEMPLATES = Path(__file__).parent / "widgets" / "template"  # of our pages, for Voilà
HOST = "127.0.0.1"  # the servers never listen to another machine


def free_port(port: int | None, *, usual: int) -> int:
    """The port that was asked for; or the usual one, or any free one.

    Raises:
        CourseError: The port that was asked for is taken.
    """
    for candidate in [port] if port is not None else [usual, 0]:
        with socket.socket() as probe:
            if os.name == "posix":  # a port that was just left may be used again
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate))
            except (OSError, OverflowError):
                continue
            found: int = probe.getsockname()[1]
            return found
    raise CourseError(
        f"Port {port} is not free on this machine. Leave --port out, or name another."
    )


def kept_secret(file: Path) -> str:
    """A random secret that stays the same from start to start, so that bookmarks still open.

    The file belongs to its owner alone, like the folder that it stands in.
    """
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    secret = secrets.token_hex(24)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(secret)
    return secret


def own_command() -> str:
    """The full path of the `bhtrain` command of this environment."""
    name = "bhtrain.exe" if os.name == "nt" else "bhtrain"
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else (shutil.which("bhtrain") or "bhtrain")


def environment_first_on_path() -> None:
    """Let commands of this environment be found by their bare names (nbgrader calls `alembic`)."""
    own = str(Path(sys.executable).parent)
    places = os.environ.get("PATH", "").split(os.pathsep)
    if places[:1] != [own]:
        os.environ["PATH"] = os.pathsep.join([own, *places])


def find_our_template() -> None:
    """Let Voilà find the frame of our pages, in this process and those that it starts."""
    others = filter(None, [os.environ.get("JUPYTER_PATH")])
    os.environ["JUPYTER_PATH"] = os.pathsep.join([str(TEMPLATES), *others])


def show_in_browser(address: str) -> None:
    """Open the page in the person's browser, where this machine has a screen."""
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_screen:
        return  # a text browser would take the terminal away
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
