"""Everything bhtrain can raise or report.

    BhtrainError
    ├── ContentError              rules, codes or scenarios have mistakes (carries the Problems)
    ├── UnknownNameError          (LookupError) no rule, code, scenario, fact … has that name
    ├── AnswersError              (ValueError) an answers file cannot be read; says why
    ├── ExchangeError             the exchange folder refuses a release or a hand-in; says why
    ├── CourseError               a course command cannot do what was asked; says why
    ├── AuthoringError            what an author asked for cannot be done; says why
    ├── PracticeError             a practice's own file cannot be read; says where and why
    └── SignInError               who sits at the desk is not known, or the PIN is wrong

A learner's wrong answer is a Finding. An author's mistake is a Problem. Only a caller's
mistake, or a file that nobody can read, is an exception.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


class BhtrainError(Exception):
    """Any error of this package. Its text is one sentence, fit to be shown to a person."""


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake in a content file. Collected with all others, never raised one by one."""

    file: Path
    line: int  # 1-based; 0 when the whole file is meant
    where: str  # path inside the file: versions[1].from
    text: str  # what is wrong, with the value seen
    hint: str = ""  # what to write instead

    def __str__(self) -> str:
        hint = f"  ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}  {self.where}  {self.text}{hint}"


class ContentError(BhtrainError):
    """Content has mistakes; each is listed with file and line."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


MOST_NAMES_LISTED = 12


class UnknownNameError(BhtrainError, LookupError):
    """No rule, code, scenario, fact … has that name."""

    def __init__(self, what: str, name: str, known: Iterable[str]):
        names = list(known)
        near = difflib.get_close_matches(name, names, n=1)
        instead = "."
        if near:
            instead = f"; did you mean {near[0]!r}?"
        elif 1 < len(names) <= MOST_NAMES_LISTED:
            instead = f"; there are {', '.join(names)}."
        super().__init__(f"There is no {what} {name!r}{instead}")
        self.what = what
        self.name = name


class AnswersError(BhtrainError, ValueError):
    """An answers file cannot be read."""


class ExchangeError(BhtrainError):
    """The exchange folder refuses a release or a hand-in."""


class CourseError(BhtrainError):
    """A course command cannot do what was asked."""


class AuthoringError(BhtrainError):
    """What an author asked for cannot be done."""


class PracticeError(BhtrainError):
    """A practice's own file cannot be read."""


class SignInError(BhtrainError):
    """Who sits at the desk is not known, or the PIN is wrong."""
