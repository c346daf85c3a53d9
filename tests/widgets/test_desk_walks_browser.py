"""Every kind of task under Voilà: answered, reloaded half-way, cut off from its kernel."""

from collections.abc import Callable
from typing import Any

import pytest
from desk_walks import WALKS, fields, walk
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Any, str], Any]
EVERY_KIND = "every-kind"


def desk(page: Page, kind: str) -> Locator:
    return page.get_by_role("article", name=kind, exact=True)


def open_all(page: Page, open_desk: OpenDesk) -> None:
    open_desk(page, EVERY_KIND)
    expect(page.locator(".bht")).to_have_count(len(WALKS), timeout=40_000)


def expect_saved(page: Page, kinds: list[str]) -> None:
    for kind in kinds:
        saved = desk(page, kind).locator(".bht-saved")
        expect(saved).to_have_attribute("data-state", "saved", timeout=10_000)


def test_note_draft_and_documentation_are_answered_wrong_and_then_right(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """The other four kinds have tests of their own, with all that is peculiar to them."""
    open_all(page, open_desk)
    for kind in ("code", "review", "documentation"):
        walk(desk(page, kind), kind)
        saved = desks.answer(WALKS[kind].note)
        assert {name: saved[name] for name in WALKS[kind].answer} == WALKS[kind].answer


def test_every_field_of_every_kind_survives_a_reload_and_a_killed_kernel(
    page: Page, desks: Any, open_desk: OpenDesk
) -> None:
    """A closed laptop at any moment: what was saved comes back, and what could not be saved too."""
    kinds = [*WALKS]
    open_all(page, open_desk)
    empty = {kind: fields(desk(page, kind)) for kind in kinds}
    for kind in kinds:
        WALKS[kind].wrong(desk(page, kind))
    expect_saved(page, kinds)
    half_way = {kind: fields(desk(page, kind)) for kind in kinds}
    open_all(page, open_desk)
    assert {kind: fields(desk(page, kind)) for kind in kinds} == half_way

    desks.kill_kernel()
    for kind in kinds:
        alarm = desk(page, kind).get_by_text("The connection to bhtrain was lost.")
        expect(alarm).to_be_visible(timeout=20_000)
        WALKS[kind].right(desk(page, kind))
    typed = {kind: fields(desk(page, kind)) for kind in kinds}
    assert all(len({empty[kind], half_way[kind], typed[kind]}) == 3 for kind in kinds)
    open_all(page, open_desk)
    expect_saved(page, kinds)
    assert {kind: fields(desk(page, kind)) for kind in kinds} == typed
    for kind in kinds:
        saved = desks.answer(WALKS[kind].note)
        assert {name: saved[name] for name in WALKS[kind].answer} == WALKS[kind].answer
    page.watch.forgive("WebSocket|Failed to load resource|Canceled|disposed|[Cc]onnection")
