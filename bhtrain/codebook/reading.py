"""From compiled content to the codebook's values."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

from bhtrain.codebook import entries
from bhtrain.codebook.abbreviations import Abbreviation
from bhtrain.codebook.book import Codebook
from bhtrain.content import content
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import MedicalDecision
from bhtrain.model.facts import fact_value
from bhtrain.model.finding import Source
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality

E = TypeVar("E")
K = TypeVar("K")


class Later(Mapping[K, E]):
    """A long table that is read when it is first asked for, so that a page opens at once."""

    def __init__(self, read: Callable[[], dict[K, E]]):
        self._read = cache(read)

    def __getitem__(self, key: K) -> E:
        return self._read()[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


_day = cache(date.fromisoformat)  # few days, thousands of times


def _whole(entry: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An entry's values by the names of its dataclass: dates parsed, lists frozen."""
    values = {key: tuple(v) if type(v) is list else v for key, v in entry.items()}
    if "from" in values:
        values["start"] = _day(values.pop("from"))
    if "to" in values:
        values["end"] = _day(values.pop("to"))
    return {**values, **more}


def _named(kind: type[E], key: str, part: Mapping[str, Any]) -> dict[str, E]:
    return {name: kind(**_whole(entry, **{key: name})) for name, entry in part.items()}


def code_from(number: str, entry: Mapping[str, Any], limits: Mapping[str, Any]) -> entries.Code:
    """One procedure code, with the unit limit that Medicare sets for it."""
    minutes, visit = entry.get("minutes", {}), entry.get("visit", {})
    limit = limits.get(number)
    same = ("kind", "family", "summary", "confidence", "certainty")
    return entries.Code(
        code=number,
        **{key: entry[key] for key in same},
        words=tuple(entry["words"]),
        activity=entry.get("activity"),
        minutes_min=minutes.get("min"),
        minutes_max=minutes.get("max"),
        minutes_typical=minutes.get("typical"),
        alone_max=minutes.get("alone_max"),
        starts_at=entry.get("starts_at", {}),
        each_minutes=entry.get("each_minutes"),
        minutes_payer_ruled=minutes.get("payer_ruled", False),
        minutes_note=entry.get("minutes_note", ""),
        unit_basis=entry["unit"],
        new_patient=visit["patient"] == "new" if "patient" in visit else None,
        decision=MedicalDecision(visit["decision"]) if "decision" in visit else None,
        required_base=tuple(entry.get("required_base", ())),
        required_base_dates=tuple(
            entries.BaseDates(**_whole(dates)) for dates in entry.get("required_base_dates", ())
        ),
        excludes=tuple(entries.Exclusion(**_whole(one)) for one in entry.get("excludes", ())),
        patient=entry["patient"],
        family_role=entry["family_role"],
        max_units_per_day=entry.get("max_units"),
        max_units_basis=entry.get("max_units_basis", ""),
        unit_limit=None if limit is None else entries.UnitLimit(**limit),
        medicare_status=entry["medicare"]["status"],
        telehealth_video=entry["telehealth"]["video"],
        telehealth_audio=entry["telehealth"]["audio"],
        billable_by={who: since and _day(since) for who, since in entry["billable_by"].items()},
        effective_from=_day(entry["from"]),
        effective_from_kind=entry["from_kind"],
        effective_to=_day(entry["to"]) if "to" in entry else None,
        sources=tuple(entry["sources"]),
        notes=entry.get("notes", ""),
    )


def _modifier_from(name: str, entry: Mapping[str, Any]) -> entries.Modifier:
    required = tuple(
        entries.Demand(**_whole(one, payer=Payer(one["payer"]), modality=Modality(one["modality"])))
        for one in entry.get("required", ())
    )
    return entries.Modifier(**_whole(entry, modifier=name, required=required))


def _place_from(number: str, entry: Mapping[str, Any]) -> entries.Place:
    setting = Location(entry["setting"]) if "setting" in entry else None
    return entries.Place(**_whole(entry, place=number, setting=setting))


def _credential_from(name: str, entry: Mapping[str, Any]) -> entries.Credential:
    since = entry.get("medicare_since")
    more = {
        "id": name,
        "taxonomy": tuple(entries.Taxonomy(**one) for one in entry.get("taxonomy", ())),
        "medicare_since": since and _day(since),
        "prescriber": None if entry["prescriber"] == "by-state" else entry["prescriber"],
    }
    return entries.Credential(**_whole(entry, **more))


def payer_from(name: str, entry: Mapping[str, Any]) -> entries.PayerProfile:
    """One payer profile, of the codebook or of a practice."""
    return entries.PayerProfile(
        id=name,
        payer=Payer(entry["payer"]),
        flags={
            flag: fact_value(f"payer_flags.{flag}", value)
            for flag, value in (entry.get("flags") or {}).items()
        },
        facts=tuple(entries.Fact(**_whole(fact)) for fact in entry.get("facts") or ()),
    )


def pairs_from(
    part: list[dict[str, Any]], table: Mapping[str, Any]
) -> dict[tuple[str, str], entries.Pair]:
    """Pairs by their columns; `table` says what holds for all that do not say otherwise."""
    common = _whole(table)
    pairs = (entries.Pair(**{**common, **_whole(entry)}) for entry in part)
    return {(pair.column1, pair.column2): pair for pair in pairs}


def codebook_from_dict(data: Mapping[str, Any], diagnoses: Callable[[], Any]) -> Codebook:
    """The codebook in compiled content; `diagnoses` gives that part when it is wanted."""
    limits = data["unit_limits"]
    return Codebook(
        codes={name: code_from(name, entry, limits) for name, entry in data["codes"].items()},
        modifiers={name: _modifier_from(name, entry) for name, entry in data["modifiers"].items()},
        places={name: _place_from(name, entry) for name, entry in data["places"].items()},
        credentials={n: _credential_from(n, entry) for n, entry in data["credentials"].items()},
        diagnoses=Later(lambda: _named(entries.Diagnosis, "code", diagnoses())),
        gaps=tuple(
            entries.GapGroup(
                group=entry["group"], gaps=tuple(entries.GapKind(**gap) for gap in entry["gaps"])
            )
            for entry in data["gaps"]
        ),
        causes=tuple(
            entries.CauseGroup(
                group=entry["group"],
                kinds=tuple(entry["kinds"]),
                causes=tuple(entries.Cause(**_whole(cause)) for cause in entry["causes"]),
            )
            for entry in data["causes"]
        ),
        sources=_named(Source, "id", data["sources"]),
        carc=data["denial_codes"]["carc"],
        rarc=data["denial_codes"]["rarc"],
        group_codes=data["denial_codes"]["group_codes"],
        deleted=_named(entries.DeletedCode, "code", data["deleted_codes"]),
        pairs=Later(lambda: pairs_from(data["pairs"], data["pairs_table"])),
        payers={name: payer_from(name, entry) for name, entry in data["payers"].items()},
        updates=tuple(entries.Update(**_whole(entry)) for entry in data["updates"]),
        calendar=data["calendar"],
        excludes1=tuple(entries.Excludes1(**entry) for entry in data["excludes1"]),
        diagnosis_patterns=_named(entries.DiagnosisPattern, "id", data["diagnosis_patterns"]),
        abbreviations=tuple(Abbreviation(**_whole(entry)) for entry in data["abbreviations"]),
    )


@cache
def load_codebook() -> Codebook:
    """The codebook that came with bhtrain."""
    return codebook_from_dict(content("codebook"), lambda: content("diagnoses"))
