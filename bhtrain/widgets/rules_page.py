"""The rules to look up: one of them, or the list of all."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import ipywidgets as widgets

from bhtrain.codebook import load_codebook
from bhtrain.model.attempt import competency_in_words
from bhtrain.model.finding import RuleState, Severity, Source
from bhtrain.rules import Rule, load_rulebook
from bhtrain.widgets import parts
from bhtrain.widgets.look_up import Entry, look_up
from bhtrain.widgets.parts import escape

_HARM = {
    Severity.DENY: "The payer would likely deny the line",
    Severity.RECOUP: "Paid at first, and likely taken back on review",
    Severity.WARN: "A risk on review; it never fails an answer by itself",
    Severity.INFO: "Good to know; nothing fails",
}
_STATE = {
    RuleState.GRADED: "Judged from the note.",
    RuleState.PAYER: "Strict only where the plan's own rule is known.",
    RuleState.TEACHING: "Taught, and not judged.",
}


@parts.in_words
def rules_page() -> widgets.Widget:
    """The rule that the page's address names (`?rule=time-documented`), or all of them."""
    asked = parts.asked_for("rule")
    if asked is None:
        return look_up("Find a rule", _entries(load_rulebook()), _listed)
    back = parts.link(parts.RULES_PAGE, "All rules")
    return parts.markup(_one(load_rulebook()[asked]) + f"<p>{back}</p>")


def _entries(rules: Iterable[Rule]) -> list[Entry]:
    """Each rule by its competency; found by its title, what it says, and its denial codes."""
    entries = []
    for rule in sorted(rules, key=lambda rule: (rule.competency, rule.id)):
        says = " ".join(version.says for version in rule.versions)
        competency = competency_in_words(rule.competency)
        known = " ".join([rule.id, rule.title, competency, says, *rule.denial_codes])
        shown = f"<li>{rule_link(rule.id, rule.title)}</li>"
        entries.append(Entry(known, shown, group=competency))
    return entries


def _listed(rows: Sequence[Entry]) -> str:
    """Under a heading for each competency."""
    return "".join(
        f"<h2>{escape(competency)}</h2><ul>{''.join(row.html for row in found)}</ul>"
        for competency, found in groupby(rows, key=lambda row: row.group)
    )


def rule_link(rule_id: str, words: str) -> str:
    """A link to a rule's page."""
    return parts.link(f"{parts.RULES_PAGE}?rule={rule_id}", words)


def _one(rule: Rule) -> str:
    codes = load_codebook()
    versions = "".join(
        f"<li><strong>From {version.start:%Y-%m-%d}"
        + (f" to {version.end:%Y-%m-%d}" if version.end else "")
        + f":</strong> {escape(version.says)}</li>"
        for version in rule.versions
    )
    names = dict.fromkeys(name for version in rule.versions for name in version.sources)
    sources = "".join(f"<li>{source_words(codes.sources[name])}</li>" for name in names)
    denials = ", ".join(
        f"{code} ({codes.carc.get(code.partition('-')[2], 'see the code list')})"
        for code in rule.denial_codes
    )
    sure = "a document that was compared with it"
    if rule.confidence != "sourced":
        sure = "professional knowledge; the documents named are where the rule lives"
    why_taught = f" {escape(rule.why_teaching)}" if rule.why_teaching else ""
    return (
        f"<h2>{escape(rule.title)}</h2><ul>{versions}</ul>"
        f"<p><strong>Why:</strong> {escape(rule.teach.why)}</p>"
        f"<p><strong>Common mistake:</strong> {escape(rule.teach.mistake)}</p>"
        f"<p><strong>Instead:</strong> {escape(rule.teach.instead)}</p>"
        f"<h3>Two examples</h3><ul><li>Keeps it: {escape(rule.examples.passes)}</li>"
        f"<li>Breaks it: {escape(rule.examples.fails)}</li></ul>"
        f"<h3>When it is not met</h3><p>{_HARM[rule.severity]}"
        f"{escape(f': {denials}') if denials else ''}.</p>"
        f"<h3>How far to trust it</h3><p>It rests on {sure}. Certainty of its figures: "
        f"{escape(rule.certainty)}. {_STATE[rule.state]}{why_taught}</p>"
        f"<h3>Sources</h3><ul>{sources}</ul>"
        f"<p><small>Rule {escape(rule.id)}</small></p>"
    )


def source_words(source: Source) -> str:
    """A source with its link, its date, and whether it was compared."""
    compared = "compared with the rule" if source.checked else "not yet compared"
    return parts.outside_link(source.url, source.title) + escape(
        f", {source.publisher}, {source.date} ({compared})"
    )
