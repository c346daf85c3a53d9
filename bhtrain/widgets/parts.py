"""Small parts that the pages share: text, buttons, links, and errors in plain words."""

import functools
import html
import logging
import os
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qs

import ipywidgets as widgets

from bhtrain import places
from bhtrain.content import COMPILED
from bhtrain.errors import BhtrainError, ContentError, ExchangeError
from bhtrain.exchange import own_bank
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import RosterEntry
from bhtrain.model.attempt import Identity
from bhtrain.progress.identity import current_identity
from bhtrain.scenarios.bank import Bank, shipped_bank

Page = TypeVar("Page", bound=Callable[..., widgets.Widget])
escape = html.escape
RULES_PAGE = "rules.ipynb"


_SHAPE = (
    "margin:.5rem 0;padding:.6rem .9rem;line-height:1.5;white-space:normal;max-width:46rem;"
    "border-left:4px solid"
)
# The variables are those of our page frame; JupyterLab, which lacks them, takes the second value.
_BOX = {
    "note": f"{_SHAPE} var(--bh-accent,#0b5c7a);background:var(--bh-soft,#f3f6f8);"
    "color:var(--bh-ink,#1c2730)",
    "good": f"{_SHAPE} var(--bh-good,#1d6b37);background:var(--bh-good-back,#e7f5ea);"
    "color:var(--bh-good-ink,#143d20)",
    "problem": f"{_SHAPE} var(--bh-bad,#a02318);background:var(--bh-bad-back,#fdecea);"
    "color:var(--bh-bad-ink,#5c140d)",
}


def markup(fragment: str) -> widgets.HTML:
    """A piece of HTML. Whatever comes from elsewhere has gone through `escape`."""
    return widgets.HTML(fragment, layout=widgets.Layout(width="auto", height="auto"))


def message(words: str, *, kind: str = "note") -> str:
    """One boxed sentence: a note, a thing that went well, or a thing that did not."""
    role = ' role="alert"' if kind == "problem" else ' role="status"'
    return f'<div class="bh-message bh-{kind}"{role} style="{_BOX[kind]}">{escape(words)}</div>'


def button(words: str, action: Callable[[], None], *, main: bool = False) -> widgets.Button:
    """A button whose errors become a sentence in the log, never a dead page."""
    made = widgets.Button(
        description=words,
        button_style="primary" if main else "",
        layout=widgets.Layout(width="auto"),
    )
    made.add_class("bh-button")
    made.on_click(lambda _button: action())
    return made


def under_voila() -> bool:
    """Whether this kernel stands behind a page of the learner's server."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila/")


def link(path: str, words: str) -> str:
    """A link to a page; in JupyterLab, where pages are files, the name of the file."""
    if not under_voila():
        return f"<strong>{escape(words)}</strong> ({escape(path.partition('?')[0])})"
    return f'<a href="{escape(address(path))}">{escape(words)}</a>'


def action(path: str, words: str) -> str:
    """The one thing to do now: a link that looks like a button."""
    if not under_voila():
        return f"<p>{link(path, words)}</p>"
    return f'<p><a class="bh-action" href="{escape(address(path))}">{escape(words)}</a></p>'


def address(path: str) -> str:
    """The address of a page of the learner's server; empty in JupyterLab, which has none."""
    if not under_voila():
        return ""
    return f"{os.environ.get('VOILA_BASE_URL', '/')}voila/render/{path}"


def outside_link(url: str, words: str) -> str:
    """A link to a document elsewhere, in a window of its own; any other address stays text."""
    if not url.startswith(("https://", "http://")):
        return escape(words)
    opens = f'target="_blank" rel="noopener noreferrer" aria-label="{escape(words)} (new window)"'
    return f'<a href="{escape(url)}" {opens}>{escape(words)}</a>'


def asked_for(name: str) -> str | None:
    """A value from the page's address: `feedback.ipynb?assignment=onboarding-1`."""
    found = parse_qs(os.environ.get("QUERY_STRING", "")).get(name)
    return found[0] if found else None


def exchange() -> Exchange:
    """The folder that manager and learners share."""
    return Exchange(places.exchange_folder())


def practice_bank() -> Bank:
    """The scenarios to practice on: bhtrain's, and those that the practice wrote itself.

    Where the practice's own list is damaged, bhtrain's are left; nobody's desk stops for it.
    """
    try:
        bank = Bank(COMPILED, places.exchange_folder() / own_bank.FOLDER)
        bank.ids()
    except ContentError:
        logging.getLogger("bhtrain").exception("the practice's own scenarios cannot be read")
        return shipped_bank()
    return bank


def roster() -> tuple[RosterEntry, ...]:
    """Who is on the course; nobody while that cannot be read."""
    try:
        return exchange().roster()
    except ExchangeError:
        return ()


def signed_in() -> Identity | None:
    """Who works on this machine now."""
    return current_identity(places.learner_folder(), roster=roster())


def please_sign_in() -> widgets.Widget:
    """What a page shows to somebody who is not signed in."""
    return markup(
        message("You are not signed in yet.")
        + f"<p>{link('start.ipynb', 'Sign in on the start page')}, then come back.</p>"
    )


def in_words(page: Page) -> Page:
    """A page that cannot be shown says why, in the sentence that the error carries."""

    @functools.wraps(page)
    def shown(*args: Any, **options: Any) -> widgets.Widget:
        try:
            return page(*args, **options)
        except BhtrainError as error:
            return markup(message(str(error), kind="problem"))

    return shown  # type: ignore[return-value]


def attempt(action: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Do what a click asks for; what goes wrong is told in words."""
    try:
        action()
    except BhtrainError as error:
        tell(message(str(error), kind="problem"))
    except OSError as error:
        tell(
            message(
                f"This did not work: {error.strerror or error}. Nothing was sent; try again.",
                kind="problem",
            )
        )
    except Exception:
        logging.getLogger("bhtrain").exception("a click on a page failed")
        tell(
            message(
                "This did not work, and it is our mistake. Reload the page and try again; "
                "if it happens twice, tell your manager.",
                kind="problem",
            )
        )
