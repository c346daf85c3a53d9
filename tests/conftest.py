"""What the tests of all rooms share: the browser, and the order in which they run."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("bhtrain", deadline=None)  # the machine is shared; speed is benchmarked
settings.load_profile("bhtrain")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last: they are slow, and Playwright keeps an event loop running."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    from browser import launch
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open pages, each in a fresh context; at the end none may have erred or left the machine.

    `new_page(color_scheme="dark", viewport={"width": 420, "height": 900})`; each page carries its
    `watch`, so that a test can forgive the errors it provoked.
    """
    from browser import Watch

    opened = []

    def open_page(**options: Any) -> Any:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        context.set_default_timeout(20_000)
        watch = Watch(context)
        page = context.new_page()
        page.watch = watch
        opened.append((context, watch))
        return page

    yield open_page
    for context, _ in opened:
        context.close()
    for _, watch in opened:
        assert watch.outside == [], "a page asked for something outside this machine"
        assert watch.errors == [], "a page reported errors"


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A page in light colours, 1280 pixels wide."""
    return new_page(color_scheme="light")


@pytest.fixture
def dark_page(new_page: Callable[..., Any]) -> Any:
    """A page in dark colours."""
    return new_page(color_scheme="dark")


@pytest.fixture
def narrow_page(new_page: Callable[..., Any]) -> Any:
    """A page as wide as a telephone: 420 pixels."""
    return new_page(color_scheme="light", viewport={"width": 420, "height": 900})


@pytest.fixture
def axe() -> Callable[..., list[dict[str, Any]]]:
    """`axe(page, selector=None)` lists the accessibility violations."""
    from browser import axe as run

    return run
