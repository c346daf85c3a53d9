"""A page has said goodbye: its kernel ends when the browser has let go of it, and not before."""

import asyncio
from types import SimpleNamespace

import pytest

KERNEL = "0-0-0-0-0"


class Kernels(dict):
    """Stands for the server's kernels: how many connections each has, and which were ended."""

    def __init__(self, *connections):
        super().__init__({KERNEL: None})
        self.seen = iter(connections)
        self.ended = []

    @property
    def _kernel_connections(self):
        return {KERNEL: next(self.seen)}

    async def shutdown_kernel(self, kernel_id):
        self.ended.append(kernel_id)
        del self[kernel_id]


@pytest.mark.parametrize(
    ("connections", "ended"),
    [((0,), True), ((1, 1, 0), True), ((-1,), True), ((1,) * 6, False)],
    ids=["let go", "let go late", "closed while it connected", "another window has it"],
)
def test_a_kernel_ends_when_nothing_holds_it(monkeypatch, connections, ended):
    """A page closed before its connection was complete is counted as less than none."""
    from bhtrain.widgets import voila_app

    monkeypatch.setattr(voila_app, "SECONDS_TO_SAVE", 0)
    kernels = Kernels(*connections)
    page = SimpleNamespace(kernel_manager=kernels, set_status=int, finish=bool)
    asyncio.run(voila_app.PageClosed.post.__wrapped__(page, KERNEL))
    assert kernels.ended == ([KERNEL] if ended else [])
