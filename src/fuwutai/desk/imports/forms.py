"""The forms of an import: the file and where its mapping comes from, and the mapping itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fuwutai.desk.setup.forms import time_zones
from fuwutai.domain.cases import choices as cases
from fuwutai.domain.cases.vocabularies import LABELS
from fuwutai.domain.imports import mapping as maps
from fuwutai.domain.imports.choices import FIELDS
from fuwutai.kernel.errors import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_MAP_BYTES = 100_000
TOO_LARGE = _("This file is larger than 5 MB. Pack it as .gz, split it, or import it on the server.")
GUESS, MAP_FILE, SHIPPED = "guess", "file", "shipped:"
CODES: dict[str, Mapping[str, Any]] = {
    "type": cases.TYPES,
    "channel": cases.CHANNELS,
    "priority": cases.PRIORITIES,
    "line": cases.LINES,
    "service_class": cases.SERVICE_CLASSES,
    "urgency": cases.URGENCIES,
    "complexity": cases.COMPLEXITIES,
    "impact": cases.IMPACTS,
    "nature": LABELS[cases.NATURE_TERM],
    "region": LABELS[cases.REGION_TERM],
    "status": cases.STATUSES,
}
CONSTANTS = ("type", "channel", "priority", "status")
USUAL = (
    "external_id",
    "customer_name",
    "phone",
    "type",
    "channel",
    "subject",
    "body",
    "opened_at",
    "reply_body",
    "replied_at",
    "resolved_at",
    "status",
)
"""Our fields that the columns of most files fill."""
KNOWN_AS = {"hotline": _("Public hotline: 留言编号, 留言主题, 答复意见 …")}


def map_choices() -> list[tuple[str, Any]]:
    """Return where a mapping may come from."""
    shipped = [(f"{SHIPPED}{name}", KNOWN_AS.get(name, name)) for name in maps.shipped_maps()]
    return [
        (GUESS, _("Suggest it from the names of the columns")),
        *shipped,
        (MAP_FILE, _("A mapping file of your own (MAP.toml)")),
    ]


class SourceForm(forms.Form):
    """The file, and where its mapping comes from."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        allow_empty_file=True,
        help_text=_(
            "CSV, JSON lines or XLSX, in UTF-8 or GBK, also packed as .gz. At most 5 MB; a larger table fits when "
            "it is packed, or is imported on the server with “fuwutai import cases”."
        ),
        error_messages={"required": _("Choose the file with the cases.")},
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.tsv,.txt,.jsonl,.ndjson,.xlsx,.xls,.gz",
                "data-most-bytes": MOST_BYTES,
                "data-too-large": "file-too-large",
            }
        ),
    )
    map = forms.ChoiceField(
        label=_("What the columns mean"), choices=map_choices, initial=GUESS, widget=forms.RadioSelect
    )
    map_file = forms.FileField(
        label=_("Mapping file"),
        required=False,
        max_length=255,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Return the file. Raises: ValidationError when it is too large."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        """Return the answers; who chose a mapping file means it."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("map_file") and given.get("map") == GUESS:
            given["map"] = MAP_FILE
        return given

    def mapping(self, data: Mapping[str, Any]) -> maps.Mapping | None:
        """Return the mapping that was chosen, None to suggest one. Raises: Invalid."""
        chosen = self.cleaned_data["map"]
        if chosen.startswith(SHIPPED):
            return maps.shipped_mapping(chosen.removeprefix(SHIPPED))
        if chosen == MAP_FILE:
            return _mapping_in(self.cleaned_data.get("map_file"))
        return None


class MappingForm(forms.Form):
    """For each of our fields the column it comes from; constants, times, and what unknown values mean."""

    use_required_attribute = False
    time_zone = forms.ChoiceField(label=_("Time zone of the times"), required=False)
    formats = forms.CharField(
        label=_("Formats of the times"),
        required=False,
        max_length=1_000,
        help_text=_("One a line, only where the year does not come first, for example %d.%m.%Y %H:%M."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    source = forms.CharField(
        label=_("Name of the other system"),
        required=False,
        max_length=60,
        help_text=_("Keeps the numbers of two systems apart."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    base = forms.CharField(widget=forms.HiddenInput, max_length=200_000, strip=False)

    def __init__(
        self, columns: Sequence[str], mapping: maps.Mapping, zone: str, data: Mapping[str, Any] | None = None
    ) -> None:
        first = {"time_zone": mapping.times.time_zone, "formats": "\n".join(mapping.times.formats)}
        first |= {"source": mapping.source, "base": json.dumps(mapping.data(), ensure_ascii=False)}
        super().__init__(data, initial=first)
        centre_zone = _("that of the centre: %(zone)s") % {"zone": zone}
        zones: Any = self.fields["time_zone"]
        zones.choices = _with(mapping.times.time_zone, [("", centre_zone), *time_zones()])
        for name, label in FIELDS.items():
            chosen = mapping.columns.get(name, "")
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "—"), *((column, column) for column in columns)],
                initial=chosen if chosen in columns else "",
            )
        for name in CONSTANTS:
            chosen = mapping.constants.get(name, "")
            self.fields[f"constant_{name}"] = forms.ChoiceField(
                label=FIELDS[name],
                required=False,
                choices=_with(chosen, [("", _("as it is usual")), *CODES[name].items()]),
                initial=chosen,
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        """Return the fields that choose a column: those that most files have, and those that have one."""
        return [one for name in FIELDS if (one := self[f"column_{name}"]).value() or name in USUAL]

    @property
    def more_columns(self) -> list[forms.BoundField]:
        """Return the other fields that choose a column."""
        return [one for name in FIELDS if not ((one := self[f"column_{name}"]).value() or name in USUAL)]

    @property
    def constants(self) -> list[forms.BoundField]:
        """Return the fields that give one value to every row that names none."""
        return [self[f"constant_{name}"] for name in CONSTANTS]

    def mapping(self, meanings: Mapping[str, Mapping[str, str]]) -> maps.Mapping:
        """Return the mapping as it was edited; `meanings`: of each field what values mean, "" = nothing known.

        Raises: Invalid.
        """
        given = self.cleaned_data
        base = maps.mapping_from(_json(given["base"]))
        columns = {name: given[f"column_{name}"] for name in FIELDS if given[f"column_{name}"]}
        constants = {name: value for name, value in base.constants.items() if name not in CONSTANTS}
        constants |= {name: given[f"constant_{name}"] for name in CONSTANTS if given[f"constant_{name}"]}
        values = {name: {**base.values.get(name, {}), **meanings.get(name, {})} for name in {*base.values, *meanings}}
        key_is_number = base.key_columns == (base.columns.get("external_id"),)
        return maps.mapping_from(
            {
                "columns": columns,
                "constants": constants,
                "values": {name: _known(meant) for name, meant in values.items() if _known(meant)},
                "times": {
                    "formats": [line.strip() for line in given["formats"].splitlines() if line.strip()],
                    "time_zone": given["time_zone"],
                },
                "key": [] if key_is_number else list(base.key_columns),
                "source": given["source"],
            }
        )


def meanings_in(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return what a form says that values mean: `said_<field>_<n>` is the value, `meant_<field>_<n>` its meaning."""
    found: dict[str, dict[str, str]] = {}
    for name, said in data.items():
        field, _line, number = name.removeprefix("said_").rpartition("_")
        if name.startswith("said_") and field in FIELDS and number.isdigit():
            found.setdefault(field, {})[str(said)] = str(data.get(f"meant_{field}_{number}", ""))
    return found


def meaning_fields(
    mapping: maps.Mapping, unknown: Mapping[str, Sequence[str]], teams: Callable[[], list[tuple[str, str]]]
) -> list[dict[str, Any]]:
    """Return what is to be said of values: those that mean nothing yet, then those that were given a meaning."""
    rows = []
    for name in FIELDS:
        said = dict.fromkeys(unknown.get(name, ()), "") | dict(mapping.values.get(name, {}))
        if not said or name not in {*CODES, "team"}:
            continue
        choices = teams() if name == "team" else list(CODES[name].items())
        for number, (value, meant) in enumerate(said.items()):
            offered = _with(meant, [("", _("nothing known")), *choices])
            rows.append(
                {
                    "said": f"said_{name}_{number}",
                    "meant": f"meant_{name}_{number}",
                    "field": FIELDS[name],
                    "value": value,
                    "shown": _("every other value") if value == maps.OTHERWISE else value,
                    "choices": [(code, label, code == meant) for code, label in offered],
                }
            )
    return rows


def _mapping_in(file: UploadedFile[Any] | None) -> maps.Mapping:
    if file is None or (file.size or 0) > MOST_MAP_BYTES:
        text = _("Choose a mapping file, or let the mapping be suggested.")
        raise Invalid(text, code="no_mapping", fields={"map_file": text})
    try:
        return maps.mapping_in(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        text = _("The mapping file is not text in UTF-8. Save it as UTF-8.")
        raise Invalid(text, code="bad_mapping", fields={"map_file": text}) from problem


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None  # which is no mapping, and is said so


def _known(meant: Mapping[str, str]) -> dict[str, str]:
    return {value: meaning for value, meaning in meant.items() if meaning}


def _with(value: str, choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return choices that hold a value, as it is written, even where it is none of ours."""
    return choices if value in dict(choices) else [*choices, (value, value)]
