"""Check notes, their facts and their keys, in the practice bank and in graded assignments."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from bhtrain.authoring import forms
from bhtrain.authoring.reading import Document, PathInside
from bhtrain.errors import UnknownNameError
from bhtrain.model.claim import Decision
from bhtrain.model.facts import fact_value
from bhtrain.model.scenario import Kind
from bhtrain.rules.engine import HORIZON

RATIONALE_WORDS = range(60, 151)
NOTE_WORDS = range(90, 351)
_SHOWN: dict[str, tuple[tuple[Kind, ...], str]] = {
    "draft": ((Kind.REVIEW, Kind.DENIAL), "a claim"),
    "remittance": ((Kind.DENIAL,), "what the payer said"),
    "month": ((Kind.PATTERN,), "a month of claims"),
    "queue": ((Kind.TRIAGE,), "a queue"),
}
CANARY_LETTERS = 16  # fewer could stand in a text by chance


class KnownNames(Protocol):
    """Reports each name that nothing has, and each code that is not in force."""

    def want(
        self, what: str, names: Iterable[str], document: Document, path: PathInside
    ) -> None: ...

    def want_in_force(
        self, code: str, service_date: str, document: Document, path: PathInside
    ) -> None: ...


def day(text: str) -> date:
    """A date as files write it."""
    return date.fromisoformat(text)


def check_lines(
    lines: Sequence[forms.LineForm], document: Document, at: PathInside, names: KnownNames
) -> None:
    """Codes, modifiers and places of service lines exist."""
    for index, line in enumerate(lines):
        names.want("procedure code", [line.code], document, (*at, index, "code"))
        names.want("modifier", line.modifiers, document, (*at, index, "modifiers"))
        if line.place is not None:
            names.want("place", [line.place], document, (*at, index, "place"))


def check_task(task: forms.TaskForm, document: Document, at: PathInside, names: KnownNames) -> None:
    """What the learner sees of a note."""
    if day(task.service_date) < HORIZON:
        text = f"{task.service_date} is outside what bhtrain knows"
        document.report((*at, "service_date"), text, f"it begins on {HORIZON:%Y-%m-%d}")
    for part, (kinds, what) in _SHOWN.items():
        if task.kind in kinds and not getattr(task, part):
            document.report(at, f"a {task.kind} task needs {what}", f"add {part}:")
        if task.kind not in kinds and getattr(task, part):
            wanted = " or ".join(kinds)
            document.report((*at, part), f"only a {wanted} task shows {what}", "remove it")
    for index, line in enumerate(task.remittance):
        here: PathInside = (*at, "remittance", index)
        names.want("denial code", [line.code], document, (*here, "code"))
        names.want("remark code", line.remark, document, (*here, "remark"))
        if task.draft is not None and line.line > len(task.draft.lines):
            document.report((*here, "line"), f"the claim has no line {line.line}")
    if len({item.id for item in task.queue}) != len(task.queue):
        document.report((*at, "queue"), "an id stands here twice")
    words = len(" ".join(task.note).split())
    if words not in NOTE_WORDS:
        wanted = f"write {NOTE_WORDS.start} to {NOTE_WORDS.stop - 1}"
        document.report((*at, "note"), f"the note has {words} words", wanted)
    if task.draft is not None:
        check_lines(task.draft.lines, document, (*at, "draft", "lines"), names)
        names.want("diagnosis", task.draft.diagnoses, document, (*at, "draft", "diagnoses"))
    if task.points < 1:
        document.report((*at, "points"), f"{task.points} points cannot be reached")


def check_answer(
    answer: forms.AnswerForm,
    task: forms.TaskForm,
    document: Document,
    at: PathInside,
    names: KnownNames,
) -> None:
    """Facts, key and commentary against the note."""
    names.want("competency", answer.competencies, document, (*at, "competencies"))
    names.want("rule", answer.rules, document, (*at, "rules"))
    words_of = [*task.note, *(item.text for item in task.queue)]
    for name, fact in answer.facts.items():
        _check_fact(name, fact, task, words_of, document, (*at, "facts", name))
    for item, queued in answer.queue_facts.items():
        for name, fact in queued.facts.items():
            here = (*at, "queue_facts", item, "facts", name)
            _check_fact(name, fact, task, words_of, document, here)
    if set(answer.queue_facts) != {item.id for item in task.queue}:
        document.report((*at, "queue_facts"), "it speaks of other things than the queue")
    words = len(answer.rationale.split())
    if words not in RATIONALE_WORDS:
        wanted = f"write {RATIONALE_WORDS.start} to {RATIONALE_WORDS.stop - 1}"
        document.report((*at, "rationale"), f"the rationale has {words} words", wanted)
    _check_key(answer.key, task, document, (*at, "key"), names)


def _check_fact(
    name: str,
    fact: forms.FactForm,
    task: forms.TaskForm,
    words: list[str],
    document: Document,
    here: PathInside,
) -> None:
    try:
        fact_value(name, fact.value)
    except (UnknownNameError, ValueError) as error:
        document.report(here, str(error))
    if fact.value is None:
        if not (fact.why or "").strip():
            document.report(here, "a fact that is null says why it is missing", "add why:")
    elif fact.month:
        if task.kind is not Kind.PATTERN or not name.startswith("pattern."):
            document.report((*here, "month"), "a month shows only pattern facts, in a pattern task")
    elif not fact.quote:
        document.report(here, "a fact needs the words of the note that show it", "add quote:")
    quotes = fact.quote if isinstance(fact.quote, list) else [fact.quote or ""]
    for quote in quotes:
        if not any(quote in sentence for sentence in words):
            text = f"no sentence of the note has the words {quote!r}"
            document.report((*here, "quote"), text, "copy them from one sentence, word for word")


def _check_key(
    key: forms.KeyForm,
    task: forms.TaskForm,
    document: Document,
    here: PathInside,
    names: KnownNames,
) -> None:
    sentences = len(task.note)
    check_lines(key.lines, document, (*here, "lines"), names)
    names.want("diagnosis", key.diagnoses, document, (*here, "diagnoses"))
    names.want("gap", [gap.id for gap in key.gaps], document, (*here, "gaps"))
    names.want("gap", key.optional_gaps, document, (*here, "optional_gaps"))
    names.want("cause", [*key.causes, *key.optional_causes], document, (*here, "causes"))
    names.want("procedure code", key.optional_codes, document, (*here, "optional_codes"))
    for index, claim in enumerate(key.alternatives):
        check_lines(claim.lines, document, (*here, "alternatives", index, "lines"), names)
    _check_kind(key, task, document, here)
    claims: list[tuple[PathInside, list[forms.LineForm]]] = [((), key.lines)]
    claims += [(("alternatives", n), one.lines) for n, one in enumerate(key.alternatives)]
    for where, lines in claims:
        for index, line in enumerate(lines):
            path = (*here, *where, "lines", index, "code")
            names.want_in_force(line.code, task.service_date, document, path)
    if key.decision is Decision.BILL and task.kind.asks_for_claim and not key.lines:
        document.report((*here, "lines"), "a claim that is billed needs a line")
    if key.decision is not Decision.BILL and (key.lines or key.diagnoses):
        document.report(here, "no claim goes out, so the key has no lines and no diagnoses")
    if key.decision is Decision.BILL and key.gaps:
        document.report((*here, "gaps"), "a note with a gap is held, not billed")
    shown = [("deciding", key.deciding)]
    shown += [("lines", line.evidence) for line in key.lines]
    shown += [("gaps", gap.evidence) for gap in key.gaps]
    for part, numbers in shown:
        for number in numbers:
            if not 1 <= number <= sentences:
                text = f"there is no sentence {number}; the note has {sentences}"
                document.report((*here, part), text)


def _check_kind(
    key: forms.KeyForm, task: forms.TaskForm, document: Document, here: PathInside
) -> None:
    """What a key of this kind has to hold, and what no other may."""
    kind = task.kind
    if (key.decision is None) != (kind is Kind.TRIAGE):
        document.report((*here, "decision"), "every key but that of a queue holds a decision")
    if sorted(key.order) != sorted(item.id for item in task.queue):
        document.report((*here, "order"), "the order names each thing of the queue once")
    if kind is Kind.QUERY and not (key.rubric and key.model_query.strip()):
        document.report(here, "the rubric or the model question is missing", "add both")
    if kind is not Kind.QUERY and (key.rubric or key.model_query):
        document.report((*here, "rubric"), "only a query has a rubric", "remove it")
    if sum(item.points for item in key.rubric) >= task.points:
        document.report((*here, "rubric"), "the rubric leaves no points for the decision")
    if kind is Kind.DENIAL and not key.causes:
        document.report((*here, "causes"), "a denial has a cause", "claim-right where it has none")
    if kind not in (Kind.DENIAL, Kind.PATTERN) and (key.causes or key.optional_causes):
        document.report((*here, "causes"), "only a denial or a pattern has causes", "remove them")


def check_graded(
    tasks: forms.TasksFile,
    tasks_document: Document,
    keys: forms.KeysFile,
    keys_document: Document,
    names: KnownNames,
) -> None:
    """A tasks.yaml and its keys.yaml: each alone, and that they speak of the same tasks."""
    if len(keys.canary.strip()) < CANARY_LETTERS:
        text = "the canary is too short to be found in a leak"
        keys_document.report(("canary",), text, f"write at least {CANARY_LETTERS} letters")
    by_id = {task.id: task for task in tasks.tasks}
    answered = [answer.id for answer in keys.keys]
    for index, task in enumerate(tasks.tasks):
        check_task(task, tasks_document, ("tasks", index), names)
        if task.id not in answered:
            tasks_document.report(("tasks", index, "id"), f"{task.id!r} has no key")
    for index, answer in enumerate(keys.keys):
        here: PathInside = ("keys", index)
        if answered.count(answer.id) > 1:
            keys_document.report((*here, "id"), f"{answer.id!r} stands here twice")
        if answer.id not in by_id:
            keys_document.report((*here, "id"), f"{answer.id!r} is no task of this assignment")
        else:
            check_answer(answer, by_id[answer.id], keys_document, here, names)
    if len(by_id) != len(tasks.tasks):
        tasks_document.report(("tasks",), "an id stands here twice")
