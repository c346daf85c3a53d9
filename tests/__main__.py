"""Run every check of bhtrain, in an environment of its own: `python3 -m tests`.

Needs only Python 3.11 with venv. It makes `.venv-test` from requirements-test.lock, finds a
browser (on Debian, as root, it installs one), then runs style, types, layers and all tests.

    python3 -m tests            everything
    python3 -m tests fast       what needs no browser, no nbgrader commands and little time
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-test"
LOCK = ROOT / "requirements-test.lock"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")

sys.path.insert(0, str(ROOT / "tests"))

from installed_browser import find_chromium  # noqa: E402


def run(*command: str | Path) -> bool:
    """Run one command and say how it went; True when it ended well."""
    words = [str(word) for word in command]
    print(f"\n$ {' '.join(Path(words[0]).name if i == 0 else w for i, w in enumerate(words))}")
    started = time.monotonic()
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(words, cwd=ROOT, env={**os.environ, "PATH": path}, check=False)
    print(f"  exit {ended.returncode}, {time.monotonic() - started:.0f} s", flush=True)
    return ended.returncode == 0


def prepare_environment() -> None:
    """Make the environment, unless it was made from this very lock."""
    stamp = ENVIRONMENT / "lock.sha256"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        made = (
            run(sys.executable, "-m", "venv", "--clear", ENVIRONMENT)
            and run(*pip, "--require-hashes", "-r", LOCK)
            and run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")
        )
        if not made:
            sys.exit("The test environment could not be made; the lines above say why.")
        stamp.write_text(wanted)


def prepare_browser() -> None:
    """Make sure that a real browser is there; no browser test is ever skipped."""
    try:
        find_chromium()
        return
    except RuntimeError as nothing_found:
        if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
            sys.exit(f"The browser tests need a real browser. {nothing_found}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    try:
        find_chromium()
    except RuntimeError as nothing_found:
        sys.exit(f"Debian's Chromium could not be installed. {nothing_found}")


def main() -> int:
    """Run the checks; 0 when all of them passed."""
    fast = sys.argv[1:] == ["fast"]
    if sys.argv[1:] and not fast:
        sys.exit(f"Say `python3 -m tests` or `python3 -m tests fast`, not {sys.argv[1:]}.")
    prepare_environment()
    selection = ["-m", "not browser and not nbgrader and not slow"] if fast else []
    if not fast:
        prepare_browser()
    checks = [
        (BIN / "ruff", "check", "."),
        (BIN / "ruff", "format", "--check", "."),
        (BIN / "mypy",),
        (BIN / "lint-imports",),
        (BIN / "python", "-m", "pytest", "-q", "--durations=10", *selection),
    ]
    failed = [command for command in checks if not run(*command)]
    for command in failed:
        print(f"FAILED: {' '.join(str(getattr(word, 'name', word)) for word in command)}")
    if not failed:
        print("\nEvery check passed.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
