"""One learner's files on this machine."""

from dataclasses import dataclass
from pathlib import Path

from bhtrain.grading.answers import FILE_NAME
from bhtrain.model.attempt import LearnerId
from bhtrain.places import learner_folder, make_private
from bhtrain.progress.store import AttemptStore


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a learner's answers, attempts and receipts stand. Nobody else's are reached.

    folder: the learner folder of this machine, shared by all who sign in here.
    """

    learner: LearnerId
    folder: Path

    @classmethod
    def of(cls, learner: LearnerId) -> "Workspace":
        """The workspace of a learner in this machine's learner folder."""
        return cls(learner, learner_folder())

    @property
    def home(self) -> Path:
        """The learner's own folder, created private."""
        return make_private(self.folder / "learners" / self.learner)

    def answers_path(self, assignment: str) -> Path:
        """answers.json of one assignment."""
        return self.home / "answers" / assignment / FILE_NAME

    def exercise_folder(self, assignment: str) -> Path:
        """Where a fetched assignment stands: its tasks, and its notebook."""
        return self.home / "exercises" / assignment

    def receipts_path(self, assignment: str) -> Path:
        """The receipts of what was handed in for one assignment."""
        return self.home / "receipts" / f"{assignment}.json"

    def disputes_path(self, assignment: str) -> Path:
        """What the learner disputed in the feedback to one assignment."""
        return self.home / "disputes" / f"{assignment}.json"

    @property
    def practice_path(self) -> Path:
        """The answers in progress on practice notes."""
        return self.home / "answers" / "practice" / FILE_NAME

    def store(self) -> AttemptStore:
        """The learner's attempt log."""
        return AttemptStore(self.home / "attempts.sqlite3")
