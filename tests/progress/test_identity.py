"""Who sits at the desk. Each source must be told apart: only two of the three are proof."""

import stat
from datetime import timedelta

import pytest

from bhtrain import clock
from bhtrain.errors import SignInError
from bhtrain.exchange.handin import RosterEntry
from bhtrain.model.attempt import IdentitySource
from bhtrain.progress import identity as who

ROSTER = (
    RosterEntry(learner="ana", name="Ana Lopez", account="alopez"),
    RosterEntry(learner="ben", name="Ben Ortiz"),
)


@pytest.fixture(autouse=True)
def account(monkeypatch):
    """An account of the operating system, and no hub."""
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr(who, "system_account", lambda: "alopez")


@pytest.fixture
def moment(monkeypatch):
    """A clock that tests can move."""
    now = [clock.now()]
    monkeypatch.setattr(who.clock, "now", lambda: now[0])

    def move(**by):
        now[0] += timedelta(**by)

    return move


def test_nobody_is_signed_in_at_first(tmp_path):
    """On a shared computer the account alone does not say who sits there."""
    assert who.current_identity(tmp_path) is None


def test_the_roster_gives_an_account_its_id(tmp_path):
    """Grades belong to an id of the roster, not to the name of an account."""
    who.sign_in_by_account(tmp_path, roster=ROSTER)

    signed_in = who.current_identity(tmp_path, roster=ROSTER)

    assert (signed_in.learner, signed_in.account) == ("ana", "alopez")
    assert signed_in.source is IdentitySource.ACCOUNT
    assert signed_in.verified


def test_an_account_off_the_roster_can_work_under_its_own_name(tmp_path, monkeypatch):
    """A new hire must not wait for the manager before the first lesson."""
    monkeypatch.setattr(who, "system_account", lambda: "ACME\\Cleo Park")

    signed_in = who.sign_in_by_account(tmp_path, roster=ROSTER)

    assert signed_in.learner == "acme-cleo-park"
    assert not who.on_roster(ROSTER, signed_in.learner)


def test_being_added_to_the_roster_later_gives_the_id(tmp_path):
    """The manager adds a learner who has already begun; the sign-in follows."""
    assert who.sign_in_by_account(tmp_path).learner == "alopez"

    assert who.current_identity(tmp_path, roster=ROSTER).learner == "ana"


def test_being_taken_off_the_roster_renames_nobody(tmp_path):
    """With another id, months of work would seem gone."""
    who.sign_in_by_account(tmp_path, roster=ROSTER)
    others = tuple(entry for entry in ROSTER if entry.learner != "ana")

    assert others
    assert who.current_identity(tmp_path, roster=others).learner == "ana"


def test_a_roster_that_cannot_be_read_does_not_rename_a_learner(tmp_path):
    """Answers stand under the id; losing the network for a moment must not hide them."""
    who.sign_in_by_account(tmp_path, roster=ROSTER)

    assert who.current_identity(tmp_path, roster=()).learner == "ana"


def test_the_sign_in_of_another_account_does_not_count(tmp_path, monkeypatch):
    """A learner folder copied to another account must not carry the identity along."""
    who.sign_in_by_account(tmp_path, roster=ROSTER)
    monkeypatch.setattr(who, "system_account", lambda: "mallory")

    assert who.current_identity(tmp_path, roster=ROSTER) is None


def test_the_hub_says_who_it_is_and_nothing_else_does(tmp_path, monkeypatch):
    """Under a hub the server's own account is the same for everybody."""
    who.sign_in_by_pin(tmp_path, "ben", "4711")
    monkeypatch.setenv("JUPYTERHUB_USER", "ALopez")

    signed_in = who.current_identity(tmp_path, roster=ROSTER)

    assert (signed_in.learner, signed_in.source) == ("ana", IdentitySource.HUB)


def test_a_pin_is_convenience_not_proof(tmp_path):
    """The manager confirms what was handed in under a PIN."""
    who.sign_in_by_pin(tmp_path, "ben", "4711", roster=ROSTER)

    signed_in = who.current_identity(tmp_path, roster=ROSTER)

    assert (signed_in.learner, signed_in.account, signed_in.verified) == ("ben", None, False)


def test_the_first_pin_is_kept_and_another_is_refused(tmp_path):
    """Colleagues share the computer, not their work."""
    who.sign_in_by_pin(tmp_path, "ben", "4711")
    who.sign_out(tmp_path)

    with pytest.raises(SignInError, match="That PIN is wrong"):
        who.sign_in_by_pin(tmp_path, "ben", "0000")
    assert who.current_identity(tmp_path) is None
    assert who.sign_in_by_pin(tmp_path, "ben", "4711").learner == "ben"


def test_the_pin_itself_stands_nowhere(tmp_path):
    """People use the PIN of their bank card."""
    who.sign_in_by_pin(tmp_path, "ben", "471147114711")

    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"471147114711" not in file.read_bytes()


def test_five_wrong_pins_pause_and_the_right_one_has_to_wait_too(tmp_path, moment):
    """Ten thousand PINs are soon tried, unless each five cost two minutes."""
    who.sign_in_by_pin(tmp_path, "ben", "4711")
    for _ in range(4):
        with pytest.raises(SignInError, match="That PIN is wrong"):
            who.sign_in_by_pin(tmp_path, "ben", "0000")
    with pytest.raises(SignInError, match="Wait 2 min"):
        who.sign_in_by_pin(tmp_path, "ben", "0000")

    with pytest.raises(SignInError, match="Too many wrong PINs"):
        who.sign_in_by_pin(tmp_path, "ben", "4711")
    moment(minutes=2, seconds=1)
    assert who.sign_in_by_pin(tmp_path, "ben", "4711").learner == "ben"


def test_a_pin_sign_in_ends_by_itself(tmp_path, moment):
    """Tomorrow somebody else sits at the shared computer."""
    who.sign_in_by_pin(tmp_path, "ben", "4711")

    moment(hours=11)
    assert who.current_identity(tmp_path).learner == "ben"
    moment(hours=2)
    assert who.current_identity(tmp_path) is None


@pytest.mark.parametrize("typed", ["", "../ana", "a b", "-ana", "a" * 33, "ana/../ben"])
def test_an_id_that_could_be_a_path_is_refused(tmp_path, typed):
    """The id names a folder."""
    with pytest.raises(SignInError, match="cannot be an id"):
        who.sign_in_by_pin(tmp_path, typed, "4711")


@pytest.mark.parametrize("pin", ["", "123", "abcd", "12 34", "1" * 13])
def test_a_pin_has_four_to_twelve_digits(tmp_path, pin):
    """The sentence says what is asked for."""
    with pytest.raises(SignInError, match="4 to 12 digits"):
        who.sign_in_by_pin(tmp_path, "ben", pin)


def test_with_a_roster_only_its_ids_sign_in(tmp_path):
    """A typing error must not make a second learner."""
    with pytest.raises(SignInError, match="not on the roster"):
        who.sign_in_by_pin(tmp_path, "benn", "4711", roster=ROSTER)


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"[]", b'{"source": "account"}', b'{"source": "pin", "learner": ".."}']
)
def test_a_damaged_sign_in_means_nobody(tmp_path, damaged):
    """Fail closed: nobody, never somebody."""
    (tmp_path / "signed-in.json").write_bytes(damaged)

    assert who.current_identity(tmp_path) is None


def test_signing_out_keeps_the_work(tmp_path):
    """Only the sign-in goes."""
    who.sign_in_by_pin(tmp_path, "ben", "4711")
    who.sign_out(tmp_path)
    who.sign_out(tmp_path)

    assert who.current_identity(tmp_path) is None
    assert who.has_pin(tmp_path, "ben")


def test_the_folder_is_private(tmp_path):
    """Other accounts of the computer stay out."""
    folder = tmp_path / "learner"
    who.sign_in_by_pin(folder, "ben", "4711")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "learners" / "ben").stat().st_mode) == 0o700
