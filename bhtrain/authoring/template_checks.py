"""Check the generator's templates and phrases: names, marks, slots, and notes drawn as a sample."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from bhtrain.authoring import forms
from bhtrain.authoring.reading import Document, PathInside, near
from bhtrain.authoring.scenario_checks import RATIONALE_WORDS, KnownNames, check_lines
from bhtrain.authoring.template_files import Templates
from bhtrain.authoring.template_forms import TemplateForm, ThemeForm
from bhtrain.errors import UnknownNameError
from bhtrain.model.facts import fact_value
from bhtrain.scenarios.generate import scenario_data
from bhtrain.scenarios.phrases import SLOT, marks_of
from bhtrain.scenarios.tables import days, whole_numbers

NOTE_WORDS = range(90, 351)
_SAMPLE = 12  # notes drawn from each template


def check_templates(found: Templates, names: KnownNames) -> None:
    """Names of other content, marks, conditions; then a few notes of each template."""
    if found.common is None:
        return
    common, common_document = found.common
    _check_marks(common.marks, common_document)
    _want("mark", common.unfit, common.marks, common_document, ("unfit",))
    marks = set(common.marks).union(*(form.marks for form, _ in found.templates.values()))
    _check_phrases(common.says, marks, common_document, ("says",))
    for style, document in found.styles.values():
        _check_phrases(style.says, marks, document, ("says",))
    for theme, document in found.themes.values():
        _check_theme(theme, marks, document, names)
    sound = not any(
        document.problems
        for group in (found.styles, found.themes)
        for _, document in group.values()
    )
    for template, document in found.templates.values():
        _check_template(template, document, found, names)
        if sound and not document.problems and not common_document.problems:
            _check_sample(template, document, found)


def _check_theme(
    theme: ThemeForm, marks: Collection[str], document: Document, names: KnownNames
) -> None:
    codes = [diagnosis.code for diagnosis in theme.diagnoses]
    names.want("diagnosis", codes, document, ("diagnoses",))
    _check_phrases(theme.says, marks, document, ("says",))
    for index, thread in enumerate(theme.threads):
        here: PathInside = ("threads", index)
        _check_phrases(thread.says, marks, document, (*here, "says"))
        _want("diagnosis of this theme", thread.diagnoses, codes, document, (*here, "diagnoses"))
        done, responses = (len(thread.says.get(part, [])) for part in ("work", "response"))
        if thread.answers and len(thread.answers) != responses:
            text = f"there are {len(thread.answers)} lists for {responses} responses"
            document.report((*here, "answers"), text, "write one for each, [] where any fits")
        if any(not 1 <= number <= done for numbers in thread.answers for number in numbers):
            text = f"a number is no phrase of `work`, which has {done}"
            document.report((*here, "answers"), text, "count from 1")


def _check_template(
    template: TemplateForm, document: Document, found: Templates, names: KnownNames
) -> None:
    assert found.common is not None
    marks = {**found.common[0].marks, **template.marks}
    names.want("competency", template.competencies, document, ("competencies",))
    names.want("rule", template.rules, document, ("rules",))
    groups = {*found.themes, *(theme.group for theme, _ in found.themes.values())}
    _want("theme", template.themes, groups, document, ("themes",))
    _want("style", template.styles, found.styles, document, ("styles",))
    _check_marks(template.marks, document)
    _check_phrases(template.says, marks, document, ("says",))
    for index, table in enumerate(template.tables):
        for number, row in enumerate(table.rows):
            _check_when(row.when, document, ("tables", index, "rows", number, "when"))
    for index, outcome in enumerate(template.key):
        here: PathInside = ("key", index)
        _check_when(outcome.when, document, (*here, "when"))
        names.want("rule", outcome.rules, document, (*here, "rules"))
        names.want("gap", [*outcome.gaps, *outcome.optional_gaps], document, (*here, "gaps"))
        _want("mark", outcome.deciding, marks, document, (*here, "deciding"))
        _check_phrases(outcome.says, marks, document, (*here, "says"))
        exact = [line for line in outcome.lines if not _has_slot(line)]
        check_lines(exact, document, (*here, "lines"), names)
        if (outcome.decision == "bill") != bool(outcome.lines):
            document.report((*here, "lines"), "a claim has lines exactly when it is billed")


def _has_slot(line: forms.LineForm) -> bool:
    return bool(SLOT.search(f"{line.code} {line.place} {line.modifiers}"))


def _want(
    what: str, given: Iterable[str], known: Iterable[str], document: Document, at: PathInside
) -> None:
    names = list(known)
    for name in given:
        if name not in names:
            document.report(at, f"there is no {what} {name!r}", near(name, names))


def _check_marks(marks: Mapping[str, Mapping[str, Any]], document: Document) -> None:
    """Facts of marks exist; a value that a slot fills is looked at in the sample."""
    for mark, facts in marks.items():
        for name, value in facts.items():
            plain = not SLOT.search(f"{name} {value}")
            try:
                fact_value(SLOT.sub("psychotherapy", name), value if plain else None)
            except (UnknownNameError, ValueError) as error:
                document.report(("marks", mark, name), str(error))


def _check_phrases(
    says: Mapping[str, list[str]],
    marks: Collection[str],
    document: Document,
    at: PathInside,
) -> None:
    for part, phrases in says.items():
        for index, phrase in enumerate(phrases):
            here: PathInside = (*at, part, index)
            for mark in sorted(marks_of(phrase) - set(marks)):
                document.report(here, f"there is no mark {mark!r}", near(mark, list(marks)))
            pairs = (("(", ")"), ("[", "]"), ("{", "}"))
            if any(phrase.count(a) != phrase.count(b) for a, b in pairs):
                document.report(here, "a bracket is not closed, or closed twice")


def _check_when(when: Mapping[str, Any], document: Document, here: PathInside) -> None:
    for name, wanted in when.items():
        try:
            if name == "date":
                days(wanted)
            elif isinstance(wanted, str) and wanted[:1].isdigit():
                whole_numbers(wanted)
        except ValueError as error:
            document.report((*here, name), str(error))


def _sample(template: TemplateForm, found: Templates) -> Iterator[dict[str, Any]]:
    banks = found.plain()
    for seed in range(_SAMPLE):
        yield scenario_data(banks, template.id, seed)


def _check_sample(template: TemplateForm, document: Document, found: Templates) -> None:
    """Slots that nothing fills, facts that do not exist, notes and rationales out of bounds."""
    notes, rationales, decided = [], [], []
    try:
        for data in _sample(template, found):
            for name, fact in data["facts"].items():
                fact_value(name, fact["value"])
            notes.append(len(" ".join(data["note"]).split()))
            rationales.append(len(data["rationale"].split()))
            decided.append(bool(data["key"]["deciding"]))
    except KeyError as error:
        document.report((), f"nothing fills the slot or mark {error}", "draw it, or correct it")
        return
    except (UnknownNameError, ValueError, LookupError) as error:
        document.report((), str(error))
        return
    _within("a note", notes, NOTE_WORDS, document, ("says",))
    _within("a rationale", rationales, RATIONALE_WORDS, document, ("key",))
    if not all(decided):
        document.report(("key",), "in a note no sentence shows what decides", "correct deciding")


def _within(
    what: str, counts: list[int], wanted: range, document: Document, at: PathInside
) -> None:
    for words in (min(counts), max(counts)):
        if words not in wanted:
            hint = f"write {wanted.start} to {wanted.stop - 1}"
            document.report(at, f"{what} of a sample has {words} words", hint)
