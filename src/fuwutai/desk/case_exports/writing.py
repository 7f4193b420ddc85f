"""Cases as the lines of a table, as people read them, and as JSON lines, as programs do."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from fuwutai.domain.cases.lists import export
from fuwutai.domain.sla import exports

Batches = Iterable[list[dict[str, Any]]]


def columns() -> list[str]:
    """Return what stands above the columns that every file has."""
    return [*map(str, (*export.LABELS.values(), *exports.LABELS.values()))]


def lines(batches: Batches) -> Iterator[list[Any]]:
    """Yield the head and a line for each case; moments in the time of the centre."""
    own = export.own_columns()
    yield [*columns(), *(one.name for one in own)]
    for batch in batches:
        for row in batch:
            told = [export.in_words(row, name) for name in export.LABELS]
            told += [row[name] for name in exports.LABELS]
            yield [*map(_cell, told), *export.own_in_words(row, own)]


def objects(batches: Batches) -> Iterator[str]:
    """Yield each case as a JSON object: codes, moments in UTC, and fields of the centre's own by their codes."""
    own = {one.code for one in export.own_columns()}
    for batch in batches:
        for row in batch:
            told = {name: value for name, value in row.items() if name != "id"}
            told["fields"] = {code: value for code, value in row["fields"].items() if code in own}
            yield json.dumps(told, ensure_ascii=False, default=_utc)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    return "" if value is None else value


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
