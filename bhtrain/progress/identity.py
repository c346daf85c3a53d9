"""Who sits at the desk, and who vouches for it.

Three sources: the hub's user; the account of the operating system; name and PIN on a shared
computer. A PIN is convenience, not proof: whoever owns the learner folder can read and change
everything in it. Hand-ins that rest on a PIN are marked, and a manager confirms them.
"""

import getpass
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bhtrain import clock
from bhtrain.errors import AnswersError, SignInError
from bhtrain.grading.answers import load_json_safely, read_plain_file, write_atomically
from bhtrain.model.attempt import Identity, IdentitySource, LearnerId
from bhtrain.places import make_private
from bhtrain.progress.workspace import Workspace

PIN_LASTS = timedelta(hours=12)  # a shared computer forgets who worked on it yesterday
TRIES_BEFORE_PAUSE = 5
PAUSE = timedelta(minutes=2)
_LEARNER = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_PIN = re.compile(r"[0-9]{4,12}")


class OnRoster(Protocol):
    """An entry of the course's roster, as the exchange publishes it."""

    @property
    def learner(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def account(self) -> str | None: ...


Roster = Sequence[OnRoster]


def hub_user() -> str | None:
    """The user of JupyterHub; None where no hub started this program."""
    return os.environ.get("JUPYTERHUB_USER") or None


def system_account() -> str:
    """The account of the operating system under which this program runs."""
    if os.name == "posix":  # the environment may say anything; the process itself does not
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return str(os.getuid())
    return getpass.getuser()


def learner_id(text: str) -> LearnerId:
    """A typed id, checked.

    Raises:
        SignInError: It cannot be an id.
    """
    wanted = text.strip().lower()
    if not _LEARNER.fullmatch(wanted):
        raise SignInError(
            f"{text.strip()[:40]!r} cannot be an id. Use up to 32 letters, digits, - _ or a dot, "
            "without spaces, for example ana.lopez."
        )
    return wanted


def id_from_account(account: str) -> LearnerId:
    """The id of somebody who is not on the roster yet: the account's name, in lower case."""
    slug = re.sub(r"[^a-z0-9._-]+", "-", account.strip().lower()).strip("-._")[:32]
    return learner_id(slug or "learner")


def by_account(roster: Roster, account: str) -> OnRoster | None:
    """The roster's entry for an account."""
    for entry in roster:
        if entry.account is not None and entry.account.lower() == account.lower():
            return entry
    return None


def on_roster(roster: Roster, learner: LearnerId) -> bool:
    """Whether the roster has that id. An empty roster, not published yet, has nobody."""
    return any(entry.learner == learner for entry in roster)


def _session(folder: Path) -> Path:
    return folder / "signed-in.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        body = load_json_safely(read_plain_file(path), path.name)
    except AnswersError:
        return {}
    return body if isinstance(body, dict) else {}


def _identity_of_account(roster: Roster) -> Identity:
    hub = hub_user()
    account = hub or system_account()
    entry = by_account(roster, account)
    return Identity(
        learner=entry.learner if entry else id_from_account(account),
        source=IdentitySource.HUB if hub else IdentitySource.ACCOUNT,
        account=account,
    )


def current_identity(folder: Path, *, roster: Roster = ()) -> Identity | None:
    """Who is signed in on this machine; None when nobody is.

    Under a hub its user always is. An account's sign-in lasts until sign-out; a PIN's for
    twelve hours.

    Args:
        folder: The learner folder.
        roster: The course's roster; it gives an account its learner's id.
    """
    if hub_user():
        return _identity_of_account(roster)
    body = _read(_session(folder))
    source, learner = body.get("source"), str(body.get("learner", ""))
    if source == IdentitySource.ACCOUNT:
        if body.get("account") != system_account():
            return None
        now = _identity_of_account(roster)
        # Without the roster, or taken off it, the id of the sign-in stays, and with it the work.
        known = by_account(roster, system_account()) or not _LEARNER.fullmatch(learner)
        return now if known else _with_id(now, learner)
    if source == IdentitySource.PIN and _LEARNER.fullmatch(learner):
        try:
            until = datetime.fromisoformat(str(body.get("until")))
            still = clock.now() < until
        except (ValueError, TypeError):
            return None
        return Identity(learner=learner, source=IdentitySource.PIN) if still else None
    return None


def _with_id(identity: Identity, learner: LearnerId) -> Identity:
    return Identity(learner=learner, source=identity.source, account=identity.account)


def _remember(folder: Path, identity: Identity, *, until: datetime | None = None) -> None:
    make_private(folder)
    body = {
        "learner": identity.learner,
        "source": identity.source.value,
        "account": identity.account,
        "until": until.isoformat() if until else None,
    }
    write_atomically(_session(folder), json.dumps(body))


def sign_in_by_account(folder: Path, *, roster: Roster = ()) -> Identity:
    """Sign in as the hub's user or the operating system's account."""
    identity = _identity_of_account(roster)
    _remember(folder, identity)
    return identity


def sign_out(folder: Path) -> None:
    """Forget who is signed in. Answers and attempts stay."""
    _session(folder).unlink(missing_ok=True)


def _pin_file(folder: Path, learner: LearnerId) -> Path:
    return Workspace(learner, folder).home / "pin.json"


def has_pin(folder: Path, learner: LearnerId) -> bool:
    """Whether this learner has chosen a PIN on this machine."""
    return _pin_file(folder, learner_id(learner)).exists()


def _digest(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1).hex()


def sign_in_by_pin(folder: Path, learner: str, pin: str, *, roster: Roster = ()) -> Identity:
    """Sign in with name and PIN. The first PIN that a learner types becomes theirs.

    Raises:
        SignInError: The id is not on the roster, the PIN is wrong or not four digits, or too
            many wrong ones were typed; the text says what to do.
    """
    who = learner_id(learner)
    if roster and not on_roster(roster, who):
        raise SignInError(f"{who!r} is not on the roster. Choose your name from the list.")
    if not _PIN.fullmatch(pin):
        raise SignInError("A PIN has 4 to 12 digits.")
    file = _pin_file(folder, who)
    if not file.exists():
        salt = secrets.token_bytes(16)
        _keep_pin(file, salt.hex(), _digest(pin, salt), wrong=0, closed_until=None)
    else:
        _check_pin(file, pin)
    identity = Identity(learner=who, source=IdentitySource.PIN)
    _remember(folder, identity, until=clock.now() + PIN_LASTS)
    return identity


def _keep_pin(
    file: Path, salt: str, digest: str, *, wrong: int, closed_until: datetime | None
) -> None:
    body = {
        "salt": salt,
        "digest": digest,
        "wrong": wrong,
        "closed_until": closed_until.isoformat() if closed_until else None,
    }
    write_atomically(file, json.dumps(body))


def _check_pin(file: Path, pin: str) -> None:
    body = _read(file)
    try:
        salt, digest, wrong = str(body["salt"]), str(body["digest"]), int(body["wrong"])
        closed = body["closed_until"]
        closed_until = datetime.fromisoformat(closed) if closed else None
        expected = _digest(pin, bytes.fromhex(salt))
    except (KeyError, TypeError, ValueError):
        raise SignInError(
            f"The PIN on this computer is damaged. Ask your manager to delete {file}."
        ) from None
    if closed_until is not None and clock.now() < closed_until:
        minutes = int((closed_until - clock.now()).total_seconds() // 60) + 1
        raise SignInError(f"Too many wrong PINs. Wait {minutes} min and try again.")
    if hmac.compare_digest(expected, digest):
        if wrong:
            _keep_pin(file, salt, digest, wrong=0, closed_until=None)
        return
    wrong += 1
    pause = wrong % TRIES_BEFORE_PAUSE == 0
    _keep_pin(file, salt, digest, wrong=wrong, closed_until=clock.now() + PAUSE if pause else None)
    if pause:
        raise SignInError("That PIN is wrong, five times now. Wait 2 min and try again.")
    raise SignInError(
        "That PIN is wrong. Try again; if you forgot it, your manager can delete the file "
        f"{file.name} in your folder, and you choose a new one."
    )
