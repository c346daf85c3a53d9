"""Change one comparison or one boundary of the rules at a time, and see whether a case notices.

    python tests/mutation.py                      every competency
    python tests/mutation.py time crisis          these

Three kinds of change: a comparison in a competency's checks is flipped (< to <=, == to !=, in to
not in …); a number in a rule's values moves by one; a minute of the codebook moves by one, which
a case or the table of minutes (tests/codebook/minutes.py) has to notice. A change that nobody
notices is printed with its place, and is a case to be written.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from codebook.minutes import MINUTES, minutes_of

from bhtrain.codebook import Code, Codebook, load_codebook
from bhtrain.rules import Rule, load_rulebook
from bhtrain.rules.engine import judge_rule
from bhtrain.testing import Case, load_cases

RULES = Path(__file__).parents[1] / "bhtrain" / "rules"
FLIPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    """One change: where and what, and the rules, functions or codebook as they are with it."""

    where: str
    what: str
    rules: tuple[Rule, ...]
    codebook: Codebook | None = None
    code_of: Mapping[FunctionType, CodeType] = field(default_factory=dict)

    def noticed(self) -> bool:
        """Whether a case of one of the rules ends otherwise than a coder wrote."""
        if self.codebook is not None and minutes_of(self.codebook) != MINUTES:
            return True
        kept = {function: function.__code__ for function in self.code_of}
        try:
            for function, code in self.code_of.items():
                function.__code__ = code
            return any(
                not _holds(rule, case, self.codebook)
                for rule in self.rules
                for case in cases_of(rule.id)
            )
        finally:
            for function, code in kept.items():
                function.__code__ = code


@cache
def cases_of(rule_id: str) -> tuple[Case, ...]:
    return load_cases(rule_id)


def _holds(rule: Rule, case: Case, codebook: Codebook | None) -> bool:
    try:
        found = judge_rule(rule, case.visit, case.claim, on=case.service_date, codebook=codebook)
    except Exception:
        return False
    return (
        found.outcome.value == case.expect
        and case.because in found.reason
        and case.strict in (None, found.fails)
        and case.gap in (None, found.gap)
    )


def judged(competency: str) -> tuple[Rule, ...]:
    """The rules of a competency that can be judged."""
    return tuple(rule for rule in load_rulebook().judged if rule.competency == competency)


def comparisons(competency: str) -> Iterator[Mutant]:
    """Every comparison of the competency's checks, flipped."""
    for file in sorted((RULES / competency.replace("-", "_")).glob("*.py")):
        yield from _flipped(file, judged(competency))


def _flipped(file: Path, rules: tuple[Rule, ...]) -> Iterator[Mutant]:
    source = file.read_text(encoding="utf-8")
    name = ".".join(file.relative_to(RULES.parents[1]).with_suffix("").parts)
    places = [
        (index, position)
        for index, node in enumerate(ast.walk(ast.parse(source)))
        if isinstance(node, ast.Compare)
        for position in range(len(node.ops))
    ]
    for index, position in places:
        tree = ast.parse(source)
        node = list(ast.walk(tree))[index]
        assert isinstance(node, ast.Compare)
        was = type(node.ops[position])
        node.ops[position] = FLIPS[was]()
        changed = ModuleType(name)
        exec(compile(tree, str(file), "exec"), changed.__dict__)
        own = _functions(import_module(name))
        code_of = {own[n]: f.__code__ for n, f in _functions(changed).items() if n in own}
        where = f"{file.parent.name}/{file.name}:{node.lineno}"
        yield Mutant(where, f"{was.__name__} to {FLIPS[was].__name__}", rules, code_of=code_of)


def _functions(module: ModuleType) -> dict[str, FunctionType]:
    found = vars(module).items()
    return {
        name: thing
        for name, thing in found
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__
    }


def boundaries(competency: str) -> Iterator[Mutant]:
    """Every number in the values of the competency's rules, one more and one less."""
    for rule in judged(competency):
        for at, version in enumerate(rule.versions):
            for path, number in _numbers(version.values):
                for by in (-1, 1):
                    values = _moved(version.values, path, number + by)
                    versions = list(rule.versions)
                    versions[at] = replace(version, values=values)
                    changed = replace(rule, versions=tuple(versions))
                    where = f"{rule.id} versions[{at}].{'.'.join(map(str, path))}"
                    yield Mutant(where, f"{number} to {number + by}", (changed,))


def _numbers(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], float]]:
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _numbers(value, (*path, key))
    elif isinstance(part, list | tuple):
        for index, value in enumerate(part):
            yield from _numbers(value, (*path, index))
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield path, part


def _moved(part: Any, path: tuple[Any, ...], value: float) -> Any:
    if not path:
        return value
    if isinstance(part, Mapping):
        return {**part, path[0]: _moved(part[path[0]], path[1:], value)}
    items = list(part)
    items[path[0]] = _moved(items[path[0]], path[1:], value)
    return type(part)(items)


def minutes(competency: str) -> Iterator[Mutant]:
    """Every minute of the codes that the competency's rules name, one more and one less."""
    book, rules = load_codebook(), judged(competency)
    for number in sorted({code for rule in rules for code in rule.codes}):
        code = book.codes.get(number)
        if code is None or code.kind == "em":
            continue
        about = tuple(rule for rule in load_rulebook().judged if number in rule.codes)
        for name, changed, what in _minutes_moved(code):
            mutated = replace(book, codes={**book.codes, number: changed})
            yield Mutant(f"code {number} {name}", what, about, mutated)


def _minutes_moved(code: Code) -> Iterator[tuple[str, Code, str]]:
    for name in ("minutes_min", "minutes_max", "alone_max"):
        value = getattr(code, name)
        if value is not None:
            for by in (-1, 1):
                yield name, replace(code, **{name: value + by}), f"{value} to {value + by}"
    for base, value in code.starts_at.items():
        for by in (-1, 1):
            moved = {**code.starts_at, base: value + by}
            yield f"starts_at {base}", replace(code, starts_at=moved), f"{value} to {value + by}"


def mutants(competency: str) -> Iterator[Mutant]:
    """All changes of one competency."""
    yield from comparisons(competency)
    yield from boundaries(competency)
    yield from minutes(competency)


def main(competencies: list[str]) -> int:
    """Try every change, print those that nobody notices; 0 when there are none."""
    known = sorted({rule.competency for rule in load_rulebook().judged})
    unknown = set(competencies) - set(known)
    if unknown:
        print(f"No competency {', '.join(sorted(unknown))}; there are: {', '.join(known)}.")
        return 2
    survivors = 0
    for competency in competencies or known:
        tried = unnoticed = 0
        for mutant in mutants(competency):
            tried += 1
            if not mutant.noticed():
                unnoticed += 1
                print(f"  {competency}: {mutant.where}: {mutant.what}: no case notices")
        print(f"{competency}: {tried} changes, {unnoticed} not noticed")
        survivors += unnoticed
    return min(survivors, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
