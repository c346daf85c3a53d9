"""Take hand-ins out of the exchange. Whose file is it? Nobody hands in for somebody else."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime

from bhtrain.clock import local_words, now
from bhtrain.course.envelope import ENVELOPE, Envelope, envelope_text, read_envelope
from bhtrain.course.inbound import put_aside, refuse_strangers
from bhtrain.course.layout import SECRET, TIMESTAMP, Course, timestamp_text
from bhtrain.course.records import CourseRecords
from bhtrain.course.roster import roster
from bhtrain.errors import AnswersError, ExchangeError
from bhtrain.exchange.files import write_whole
from bhtrain.exchange.handin import HandIn, hand_in_to_text
from bhtrain.exchange.ordinary import unpack
from bhtrain.exchange.records import HandInFile
from bhtrain.grading.answers import FILE_NAME, read_plain_file
from bhtrain.model.attempt import LearnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What came, learner by learner. `refused` and `waiting` hold a sentence for each file."""

    taken: tuple[Envelope, ...]
    due: datetime | None
    refused: tuple[str, ...]
    waiting: tuple[str, ...]
    attempts: int

    @property
    def doubts(self) -> tuple[str, ...]:
        """A sentence for each hand-in of which a person has to say whether it was on time."""
        return tuple(filter(None, (one.to_settle(self.due) for one in self.taken)))


def collect(course: Course, assignment: str) -> Collected:
    """Take all hand-ins of an assignment: the newest counts, every one is kept.

    One that says it is from the future counts from when it arrived; one that says it was on time
    and arrived after that is marked. One that cannot be stored waits, and the others go on.

    Raises:
        CourseError, ExchangeError: The assignment is not released, or the exchange cannot be
            read. What was taken before that stays taken.
    """
    if not course.is_ordinary(assignment):
        course.check_released(assignment)
    exchange = course.exchange_of(assignment)
    known = {entry.learner: entry for entry in roster(course)}
    due = exchange.release_of(assignment).due
    taken: dict[LearnerId, Envelope] = {}
    refused, waiting = [], []
    attempts = 0
    for file in exchange.hand_ins(assignment):
        entry = known.get(file.learner)
        if entry is None:
            waiting.append(
                f"{file.learner} is not on the roster; run `bhtrain learners add {file.learner}` "
                "and collect again."
            )
            continue
        try:
            try:
                hand_in, owner = exchange.read_hand_in(file)
                refuse_strangers(hand_in.identity, owner, entry)
                envelope = _envelope(hand_in, file, owner, now())
                _refuse_replacement(course, envelope)
                files = _files(course, hand_in)
            except ExchangeError as error:
                put_aside(course, assignment, file, str(error))
                refused.append(f"{file.learner}: {error}")
                continue
            _keep(course, file, hand_in, envelope, files)
            own = (one for one in hand_in.attempts if one.learner == file.learner)
            attempts += CourseRecords.of(course).add(own, received_at=now())
            file.path.unlink()
        except OSError as error:
            waiting.append(
                f"{file.learner}: the file system refuses ({error.strerror or error}); what was "
                "handed in waits. Collect again."
            )
            continue
        taken[file.learner] = envelope
    return Collected(
        taken=tuple(taken[learner] for learner in sorted(taken)),
        due=due,
        refused=tuple(refused),
        waiting=tuple(dict.fromkeys(waiting)),
        attempts=attempts,
    )


def _envelope(
    hand_in: HandIn, file: HandInFile, owner: str | None, collected: datetime
) -> Envelope:
    return Envelope(
        learner=hand_in.identity.learner,
        assignment=hand_in.assignment,
        said=hand_in.at,
        arrived=min(file.arrived, collected).replace(microsecond=0),
        source=hand_in.identity.source.value,
        account=owner,
        verified=hand_in.identity.verified and owner is not None,
    )


def _refuse_replacement(course: Course, new: Envelope) -> None:
    """What counts already may stand: it was graded, or it is newer, or surer."""
    counted = read_envelope(course, new.learner, new.assignment)
    if any(course.autograded(new.learner, new.assignment).glob("*.ipynb")):
        raise ExchangeError(
            f"Handed in on {local_words(new.at)}, after it was graded: it does not count."
        )
    if _has_feedback(course, new.learner, new.assignment):  # also where its results were removed
        raise ExchangeError(
            f"Handed in on {local_words(new.at)}, after the feedback, which holds the answers: "
            "it does not count."
        )
    if counted is None:
        return
    if counted.verified and not new.verified:
        raise ExchangeError(
            "Handed in with name and PIN, after a hand-in that an account vouches for: "
            "it does not replace that one."
        )
    if new.at < counted.at and new.verified == counted.verified:
        raise ExchangeError(f"A newer hand-in, of {local_words(counted.at)}, counts already.")


def _has_feedback(course: Course, learner: LearnerId, assignment: str) -> bool:
    """Whether the learner could read the feedback to the hand-in that counts."""
    try:
        path = course.submitted(learner, assignment) / SECRET
        secret = read_plain_file(path, limit=1000).decode()
    except (AnswersError, OSError, UnicodeDecodeError):
        return False
    return course.exchange_of(assignment).feedback(assignment, learner, secret) is not None


def _files(course: Course, hand_in: HandIn) -> dict[str, bytes]:
    """What goes into the folder of the hand-in that counts, beside what we write there.

    Raises:
        ExchangeError: It is a pack of files that cannot be unpacked.
    """
    if course.is_ordinary(hand_in.assignment):
        what = f"The hand-in of {hand_in.identity.learner}"
        return unpack(hand_in.answers_text, what, reserved=(TIMESTAMP, SECRET, ENVELOPE))
    return {
        FILE_NAME: hand_in.answers_text.encode(),
        f"{hand_in.assignment}.ipynb": course.master(hand_in.assignment).read_bytes(),
    }


def _keep(
    course: Course,
    file: HandInFile,
    hand_in: HandIn,
    envelope: Envelope,
    files: dict[str, bytes],
) -> None:
    """Keep the hand-in as it came, and put it where nbgrader and grading look for it."""
    received = course.folder / "received" / hand_in.assignment
    received.mkdir(parents=True, exist_ok=True)
    text = hand_in_to_text(hand_in, limit=None)
    write_whole(received / file.path.name, text.encode(), mode=0o600)
    arrived = envelope.arrived.timestamp()
    os.utime(received / file.path.name, (arrived, arrived))  # so it is known of each version
    folder = course.submitted(hand_in.identity.learner, hand_in.assignment)
    if course.is_ordinary(hand_in.assignment) and folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)  # the version before may have had other files
    folder.mkdir(parents=True, exist_ok=True)
    ours = {
        TIMESTAMP: timestamp_text(envelope.at).encode(),
        SECRET: hand_in.secret.encode(),
        ENVELOPE: envelope_text(envelope).encode(),  # last: without it, nothing was collected
    }
    for name, data in (files | ours).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name, data)
