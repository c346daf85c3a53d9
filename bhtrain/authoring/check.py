"""Check everything that authors write: what the forms cannot see, across files."""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from bhtrain.authoring import forms, identifiers, scenario_checks
from bhtrain.authoring.codebook_files import check_codebook
from bhtrain.authoring.compiling import PACKAGE, Content, month_beside, read_content
from bhtrain.authoring.reading import Document, PathInside, fit, near, read
from bhtrain.authoring.template_checks import check_templates
from bhtrain.authoring.witness import check_witness
from bhtrain.codebook.icd10cm import load_icd10cm
from bhtrain.content import COMPILED, PARTS
from bhtrain.errors import ContentError, Problem, UnknownNameError
from bhtrain.grading.answers import write_atomically
from bhtrain.model.facts import facts, visit_from_facts
from bhtrain.model.finding import RuleState
from bhtrain.rules.book import check_named
from bhtrain.scenarios.files import join_graded, scenario_from_dict

_CODE = re.compile(r"\d{5}")


_JUDGED_BY = ("codebook", "diagnoses", "rules")  # the parts that the witness reads


def check_content(folder: Path | None = None) -> list[Problem]:
    """Every mistake in the codebook, the rules, the practice bank and the graded solutions.

    Args:
        folder: The repository to check; this one by default.
    """
    content = _read(folder)
    if not content.problems:
        compare_keys(content)
    return content.problems


def write_content(folder: Path | None = None) -> None:
    """Compile the content to the folder `compiled`, one JSON for each part.

    Raises:
        ContentError: Something is wrong; nothing is written.
    """
    content = _read(folder)
    if content.problems:
        raise ContentError(content.problems)
    _write(content, COMPILED if folder is None else folder / "bhtrain" / COMPILED.name)


def _write(content: Content, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for name, text in content.as_texts().items():
        write_atomically(target / f"{name}.json", text)


def compiled_texts() -> dict[str, str]:
    """The text of each part as it was last compiled."""
    files = {part: COMPILED / f"{part}.json" for part in PARTS}
    return {part: f.read_text(encoding="utf-8") for part, f in files.items() if f.is_file()}


def check(*, write: bool = False) -> list[Problem]:
    """What `bhtrain check` reports; with `write` the content is also compiled if it can be.

    Keys are compared with the rulebook last: it judges by what was compiled.
    """
    content = _read(None)
    if content.problems:
        return content.problems
    texts, compiled = content.as_texts(), compiled_texts()
    stale = {part for part in texts if texts[part] != compiled.get(part)}
    found = []
    if stale and write:
        _write(content, COMPILED)
    elif stale:
        file = Path(PACKAGE.name, COMPILED.name)
        hint = "run: bhtrain check --write"
        found = [Problem(file, 0, "version", "it is older than the YAML", hint)]
    if write or not stale.intersection(_JUDGED_BY):
        compare_keys(content)
    return sorted([*found, *content.problems])


def _read(folder: Path | None) -> Content:
    """All content, with every mistake that can be seen without judging."""
    root = PACKAGE.parent if folder is None else folder
    content = read_content(root / "bhtrain")
    names = Names(content)
    check_codebook(content.codebook_documents, names)
    for rule, document in content.rules.values():
        _check_rule(rule, document, names)
    for form, document in content.bank.values():
        check_scenario(form, document, names)
    check_templates(content.templates, names)
    for tasks_file in sorted((root / "solutions").glob("*/tasks.yaml")):
        read_graded(tasks_file, root, content, names)
    return content


def read_graded(tasks_file: Path, root: Path, content: Content, names: "Names") -> None:
    """Read an assignment's tasks.yaml and the keys beside its folder into the content."""
    keys_file = tasks_file.parent.with_suffix(".keys.yaml")
    tasks_document = read(tasks_file, named=tasks_file.relative_to(root))
    keys_document = read(keys_file, named=keys_file.relative_to(root))
    content.documents += [tasks_document, keys_document]
    tasks = fit(tasks_document, forms.TasksFile)
    keys = fit(keys_document, forms.KeysFile)
    if tasks is None or keys is None:
        return
    scenario_checks.check_graded(tasks, tasks_document, keys, keys_document, names)
    identifiers.check_graded(tasks_document, keys_document, names.finder)
    for index, task in enumerate(tasks.tasks):
        month_beside(task, tasks_document, tasks_file.parent, ("tasks", index))
    if not tasks_document.problems and not keys_document.problems:
        content.graded.append((tasks_document, keys_document, tasks_file.parent))


def check_scenario(form: forms.ScenarioForm, document: Document, names: "Names") -> None:
    """Report what is wrong in a practice scenario, but for its key against the rulebook."""
    scenario_checks.check_task(form, document, (), names)
    scenario_checks.check_answer(form, form, document, (), names)
    identifiers.check_scenario(document, names.finder)


def compare_keys(content: Content) -> None:
    """Report where a key and the rulebook differ; only content without mistakes can be judged."""
    for name, (_, document) in content.bank.items():
        check_witness(scenario_from_dict(content.scenario(name)), document, ())
    for tasks, keys, folder in content.graded:
        joined, _ = join_graded(tasks.data, keys.data, folder)
        places = {entry["id"]: index for index, entry in enumerate(keys.data["keys"])}
        for name, scenario in joined.items():
            check_witness(scenario, keys, ("keys", places[name]))


class Names:
    """The names that other files may use, and a report for each one that does not exist."""

    def __init__(self, content: Content):
        self.finder = identifiers.finder(content.identifiers)
        self.known: dict[str, Collection[str]] = {
            "procedure code": content.codebook["codes"] | content.codebook["deleted_codes"],
            "modifier": content.codebook["modifiers"],
            "place": content.codebook["places"],
            "diagnosis": {**content.diagnoses, **dict.fromkeys(load_icd10cm().billable)},
            "denial code": content.codebook["denial_codes"]["carc"],
            "remark code": content.codebook["denial_codes"]["rarc"],
            "source": content.codebook["sources"],
            "credential": content.codebook["credentials"],
            "cause": [one["id"] for group in content.codebook["causes"] for one in group["causes"]],
            "gap": [gap["id"] for group in content.codebook["gaps"] for gap in group["gaps"]],
            "rule": content.rules,
            "competency": {rule.competency for rule, _ in content.rules.values()},
        }
        every = {**content.codebook["deleted_codes"], **content.codebook["codes"]}
        self.lives = {code: (entry.get("from"), entry.get("to")) for code, entry in every.items()}

    def want(self, what: str, names: Iterable[str], document: Document, path: PathInside) -> None:
        """Report each name that is not known."""
        for name in names:
            if name not in self.known[what]:
                hint = near(name, list(self.known[what]))
                document.report(path, f"there is no {what} {name!r}", hint)

    def want_in_force(
        self, code: str, service_date: str, document: Document, path: PathInside
    ) -> None:
        """Report a code that nobody could bill on the date of service."""
        first, last = self.lives.get(code, (None, None))
        if first is not None and service_date < first:
            document.report(path, f"{code} is not in force on {service_date}", f"from {first} on")
        elif last is not None and service_date > last:
            document.report(path, f"{code} is not in force on {service_date}", f"until {last}")


def _check_rule(rule: forms.RuleForm, document: Document, names: Names) -> None:
    names.want("gap", rule.gaps, document, ("gaps",))
    plain = [code.partition("-")[2] for code in rule.denial_codes]
    names.want("denial code", plain, document, ("denial_codes",))
    names.want("remark code", rule.remark_codes, document, ("remark_codes",))
    names.want("procedure code", rule.codes, document, ("codes",))
    names.want("rule", rule.overrides, document, ("overrides",))
    _check_state(rule, document)
    starts = [version.since for version in rule.versions]
    if starts != sorted(set(starts)):
        document.report(("versions",), "versions have to stand in order of their start")
    for index, version in enumerate(rule.versions):
        here: PathInside = ("versions", index)
        names.want("source", version.sources, document, (*here, "sources"))
        names.want("procedure code", _codes_in(version.values), document, (*here, "values"))
        try:
            check_named(document.file.parent.name, version.check)
        except UnknownNameError as error:
            document.report((*here, "check"), str(error))
        _check_values(version.values, rule, document, (*here, "values"))
    for index, case in enumerate(rule.cases):
        here = ("cases", index)
        try:
            visit_from_facts(case.facts, service_date=scenario_checks.day(case.service_date))
        except (UnknownNameError, ValueError) as error:
            document.report((*here, "facts"), str(error))
        scenario_checks.check_lines(case.claim, document, (*here, "claim"), names)
        if case.gap is not None and case.gap not in rule.gaps:
            document.report((*here, "gap"), f"{case.gap!r} is none of the rule's gaps")


def _codes_in(values: Mapping[str, Any]) -> list[str]:
    lists = [value if isinstance(value, list) else [value] for value in values.values()]
    return [part for parts in lists for part in parts if _CODE.fullmatch(str(part))]


def _check_values(
    values: Mapping[str, Any], rule: forms.RuleForm, document: Document, here: PathInside
) -> None:
    """What the shared checks read by name (bhtrain.rules.shapes)."""
    named = [values[key] for key in ("fact",) if key in values]
    for name in [*named, *values.get("when", {})]:
        if name not in facts():
            document.report(here, f"there is no fact {name!r}", near(name, facts()))
    if values.get("gap") is not None and values["gap"] not in rule.gaps:
        document.report((*here, "gap"), f"{values['gap']!r} is none of the rule's gaps")


def _check_state(rule: forms.RuleForm, document: Document) -> None:
    """A rule that is only taught says why, and is never judged; the others are."""
    taught = rule.state is RuleState.TEACHING
    if taught and not rule.why_teaching:
        document.report(("why_teaching",), "a rule that is only taught says why", "add it")
    for index, version in enumerate(rule.versions):
        if taught and version.check:
            document.report(("versions", index, "check"), "a taught rule has no check", "remove it")
        if not taught and not version.check:
            document.report(("versions", index), "a rule that is judged needs a check", "add it")
    if not taught and not rule.cases:
        document.report(("cases",), "a rule that is judged needs cases", "add them")
    if rule.flag and f"payer_flags.{rule.flag}" not in facts():
        document.report(("flag",), f"no payer profile has a flag {rule.flag!r}")
