"""What became different between two dates of service: rules, codes and who may bill.

It reads the dated rules and the dated codebook, so it can never say what they do not hold.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import groupby

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.rules.book import Rule, load_rulebook
from bhtrain.rules.explain import WIDTH, Text

_DAY = timedelta(days=1)
_NONE = "bhtrain knows of no change."
_FEW = 6  # codes of one day that are told with what they stand for

Dated = tuple[date, str]  # the first day on which it is so, and a code


@dataclass(frozen=True, slots=True)
class Change:
    """A rule or a kind of code that changed, and what is told of it, by date."""

    heading: str
    told: tuple[str, ...]


class Changes(Text):
    """What became different in a span. It is its plain text; notebooks show the HTML."""

    found: tuple[Change, ...]
    head: str

    def __new__(cls, since: date, until: date, found: tuple[Change, ...]) -> "Changes":
        """Lay the plain text out."""
        head = f"Dates of service {since} to {until}"
        self = super().__new__(
            cls, "\n\n".join([head, *(map(_plain, found) if found else [_NONE])])
        )
        self.head, self.found = head, found
        return self

    def _repr_html_(self) -> str:
        said = changes_html(self.found) or f"<p>{_NONE}</p>"
        return f"<p><strong>{self.head}</strong></p>{said}"


def changes(since: date | str, until: date | str, *, about: Sequence[str] = ()) -> Changes:
    """What became different for dates of service in a span, as a lesson shows it.

    Args, Raises: as `what_changed`; dates may be written as 2026-01-01.
    """
    first, last = _day(since), _day(until)
    return Changes(first, last, what_changed(first, last, about=about))


def changes_html(found: Iterable[Change]) -> str:
    """Each change as a heading with a list; safe to show."""
    parts = []
    for change in found:
        told = "".join(f"<li>{escape(line)}</li>" for line in change.told)
        parts.append(f'<h3 style="font-weight:bold">{escape(change.heading)}</h3><ul>{told}</ul>')
    return f'<div style="max-width:46rem">{"".join(parts)}</div>' if parts else ""


def _plain(change: Change) -> str:
    told = [_hanging("  ", line) for line in change.told]
    return "\n".join([_hanging("", change.heading), *told])


def what_changed(since: date, until: date, *, about: Sequence[str] = ()) -> tuple[Change, ...]:
    """What became different for dates of service in a span, both ends included.

    A rule is told with what it said before. A code that ended belongs to its first day without.

    Args:
        since: First date of service.
        until: Last date of service.
        about: Rules by id or competency; with it, only rules are told.

    Raises:
        UnknownNameError: There is no such rule and no such competency.
        ValueError: The span ends before it begins.
    """
    if until < since:
        raise ValueError(f"the span ends on {until}, before it begins on {since}")
    rules = tuple(load_rulebook())
    known = {name for rule in rules for name in (rule.id, rule.competency)}
    if unknown := [name for name in about if name not in known]:
        raise UnknownNameError("rule or competency", unknown[0], known)
    if about:
        return _of_rules([r for r in rules if {r.id, r.competency} & set(about)], since, until)
    return _of_rules(rules, since, until) + _of_codes(load_codebook(), since, until)


def _day(on: date | str) -> date:
    return date.fromisoformat(on) if isinstance(on, str) else on


def _of_rules(rules: Iterable[Rule], since: date, until: date) -> tuple[Change, ...]:
    found = []
    for rule in rules:
        days = sorted(day for day in set(rule.days_of_change) if since <= day <= until)
        if days:
            before = rule.version_on(days[0] - _DAY)
            told = [f"Before: {before.says}"] if before else []
            for day in days:
                now = rule.version_on(day)
                told.append(f"From {day}: {now.says if now else 'It no longer holds.'}")
            found.append((days, rule.id, Change(f"{rule.title} ({rule.id})", tuple(told))))
    return tuple(change for _, _, change in sorted(found, key=lambda one: one[:2]))


def _of_codes(book: Codebook, since: date, until: date) -> tuple[Change, ...]:
    """Who may bill, codes that came and that ended, diagnoses that came and that ended."""
    codes, dx = book.codes.values(), book.diagnoses.values()
    ends = {code.code: code.effective_to for code in codes if code.effective_to}
    ends |= {gone.code: gone.end for gone in book.deleted.values()}
    dated: dict[str, list[Dated]] = {
        "Codes that came": [
            (c.effective_from, c.code) for c in codes if c.effective_from_kind == "exact"
        ],
        "Codes that ended": [(end + _DAY, code) for code, end in ends.items()],
        "Diagnoses that came": [(one.start, one.code) for one in dx],
        "Diagnoses that ended": [(one.end + _DAY, one.code) for one in dx if one.end],
    }
    people = _who_may_bill(book, since, until)
    found = [Change("Who may bill Medicare", people)] if people else []
    for heading, names in dated.items():
        inside = sorted(one for one in names if since <= one[0] <= until)
        told: list[str] = []
        for day, of_day in groupby(inside, key=lambda one: one[0]):
            told += _of_one_day(book, day, [name for _, name in of_day])
        if told:
            found.append(Change(heading, tuple(told)))
    return tuple(found)


def _who_may_bill(book: Codebook, since: date, until: date) -> tuple[str, ...]:
    """Credentials that Medicare took on, and codes that it opened to one later than to others."""
    told = []
    for who in book.credentials.values():
        begun = who.medicare_since
        if begun and since <= begun <= until:
            told.append(f"From {begun}: {who.abbreviation}, {who.full_name}")
        opened = sorted(
            (day, code.code)
            for code in book.codes.values()
            if (day := code.billable_by.get(who.id)) not in (None, begun, code.effective_from)
            and since <= day <= until
        )
        for day, of_day in groupby(opened, key=lambda one: one[0]):
            codes = ", ".join(_runs([code for _, code in of_day]))
            told.append(f"From {day}: {who.abbreviation} for {codes}")
    return tuple(told)


def _of_one_day(book: Codebook, day: date, names: Sequence[str]) -> list[str]:
    if len(names) > _FEW:
        return [f"From {day}: {', '.join(_runs(names))}"]
    return [f"From {day}: {_words(book, name)}" for name in names]


def _words(book: Codebook, name: str) -> str:
    """A code and what it stands for; of a deleted one, what is billed since."""
    if gone := book.deleted.get(name):
        since = f"since then {' or '.join(gone.successors)}" if gone.successors else gone.summary
        return f"{name}, {since}" + (f" ({gone.note})" if gone.note else "")
    entry = book.codes.get(name)
    return f"{name}, {entry.summary if entry else book.diagnoses[name].name}"


def _runs(codes: Sequence[str]) -> list[str]:
    """Codes whose numbers follow each other as one: 98000 to 98016."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and code == _next(runs[-1][-1]):
            runs[-1].append(code)
        else:
            runs.append([code])
    return [code for run in runs for code in (run if len(run) < 3 else [f"{run[0]} to {run[-1]}"])]


def _next(code: str) -> str:
    number = re.search(r"\d+$", code)
    return f"{code[: number.start()]}{int(number[0]) + 1:0{len(number[0])}}" if number else ""


def _hanging(indent: str, text: str) -> str:
    further = f"{indent}  "
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False
    )
