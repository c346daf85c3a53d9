"""Read the templates and phrase banks of the generator."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bhtrain.authoring.reading import Document, fit
from bhtrain.authoring.template_forms import CommonForm, StyleForm, TemplateForm, ThemeForm

F = TypeVar("F", StyleForm, TemplateForm, ThemeForm)
Read = Callable[[Path], Document]
Named = Callable[[str, Document], bool]


@dataclass
class Templates:
    """Templates and phrase banks by name, each with the document it came from."""

    common: tuple[CommonForm, Document] | None = None
    styles: dict[str, tuple[StyleForm, Document]] = field(default_factory=dict)
    themes: dict[str, tuple[ThemeForm, Document]] = field(default_factory=dict)
    templates: dict[str, tuple[TemplateForm, Document]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """All of it as JSON holds it; nothing where the common file could not be read."""
        if self.common is None:
            return {}
        return {
            "common": self.common[0].plain(),
            "styles": {name: form.plain() for name, (form, _) in self.styles.items()},
            "themes": {name: form.plain() for name, (form, _) in self.themes.items()},
            "templates": {name: form.plain() for name, (form, _) in self.templates.items()},
        }


def read_templates(folder: Path, read: Read, named: Named) -> Templates:
    """Read the folders `templates` and `phrase_banks`; mistakes are reported in their documents."""

    def each(files: str, form: type[F]) -> dict[str, tuple[F, Document]]:
        found = {}
        for file in sorted(folder.glob(files)):
            document = read(file)
            entry = fit(document, form)
            if entry is not None and named(entry.id, document):
                found[entry.id] = (entry, document)
        return found

    result = Templates(
        styles=each("phrase_banks/styles/*.yaml", StyleForm),
        themes=each("phrase_banks/themes/*.yaml", ThemeForm),
        templates=each("templates/*.yaml", TemplateForm),
    )
    file = folder / "phrase_banks" / "common.yaml"
    if result.templates or file.is_file():
        document = read(file)
        common = fit(document, CommonForm)
        result.common = None if common is None else (common, document)
    return result
