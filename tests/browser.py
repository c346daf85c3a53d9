"""A real Chromium for the tests of the screens: where it is, how it starts, what it may not do."""

import os
import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from installed_browser import find_chromium
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
OUTSIDE = re.compile(r"^(?:https?|wss?)://(?!127\.0\.0\.1[:/])", re.IGNORECASE)


def launch(playwright: Playwright) -> Browser:
    """Start the browser without a window."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(
        executable_path=find_chromium(),
        args=[*ARGUMENTS, *(["--no-sandbox"] if as_root else [])],
    )


class Watch:
    """What went wrong on the pages of one test: errors, and requests that left this machine."""

    def __init__(self, context: BrowserContext):
        self.outside: list[str] = []
        self.errors: list[str] = []
        context.route(OUTSIDE, self._refuse)
        context.on("page", self._follow)

    def _refuse(self, route: Route) -> None:
        self.outside.append(route.request.url)
        route.abort()

    def _follow(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        page.on("console", self._listen)
        page.on("websocket", self._socket)

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _socket(self, socket: Any) -> None:
        if OUTSIDE.match(socket.url):
            self.outside.append(socket.url)

    def forgive(self, pattern: str) -> None:
        """Drop the errors that a test provoked on purpose, such as a killed kernel's."""
        self.errors = [error for error in self.errors if not re.search(pattern, error)]


def axe(page: Page, selector: str | None = None) -> list[dict[str, Any]]:
    """What axe finds wrong on the page, or in the part of it that the selector names."""
    response = Axe().run(page, context=selector).response
    return [
        {
            "id": violation["id"],
            "impact": violation["impact"],
            "help": violation["help"],
            "nodes": [
                node["html"][:200] + " :: " + node.get("failureSummary", "")
                for node in violation["nodes"]
            ],
        }
        for violation in response["violations"]
    ]


def tab_to(page: Page, role: Any, name: str, *, back: bool = False) -> None:
    """Press Tab until that control has the focus, as somebody without a mouse does."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab never reaches {role} {name!r}")
