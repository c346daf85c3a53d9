"""Which browser this machine has. Standard library only, since it is asked before installing."""

import os
import shutil
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def find_chromium() -> str:
    """The path of an installed Chromium, Chrome or Edge.

    Raises:
        RuntimeError: None is installed; a browser test never passes by being skipped.
    """
    named = os.environ.get("BHTRAIN_BROWSER")
    candidates = [named] if named else [shutil.which(name) for name in NAMES] + list(PLACES)
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return str(candidate)
    raise RuntimeError(
        "No Chromium, Chrome or Edge was found. Install one, or set BHTRAIN_BROWSER to its path."
    )
