"""What stands beside a message: its files, and what was taken out of it; read along with it, in the same statement."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, Expression, JSONField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models import Case as Choice
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from fuwutai.domain.cases.models import Attachment, Message, Redaction
from fuwutai.domain.files.previews import PICTURE_TYPE, preview_type
from fuwutai.kernel.masking import mask_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file of a message. `preview`: "made", "none", or "" while nobody has tried; `removed`: its bytes are gone."""

    pk: int
    name: str
    size: int
    content_type: str
    preview: str
    removed: bool

    @property
    def shows_picture(self) -> bool:
        """Return whether its preview is a picture rather than lines of text."""
        return preview_type(self.content_type) == PICTURE_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """That something was taken out for good. `attachment_id`: of which file, None = characters of the words."""

    staff_id: int | None
    at: datetime
    reason: str
    characters: int
    attachment_id: int | None


class _Together(Aggregate):
    """All values as one JSON list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **more)


def with_files_and_cuts(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Return messages that bring along their files and what was taken out of them. Cost: no further statement."""
    return messages.annotate(found_files=_found_files(), found_cuts=_found_cuts())


def attached(message: Any) -> tuple[Attached, ...]:
    """Return the files of a message that brought them along, in the order in which they were added."""
    rows = sorted(_rows(message.found_files), key=lambda row: row["pk"])
    return tuple(Attached(**row | {"removed": bool(row["removed"]), "preview": row["preview"] or ""}) for row in rows)


def cuts(message: Any, *, is_whole: bool) -> tuple[Cut, ...]:
    """Return what was taken out of a message, the oldest first; reasons masked like words unless `is_whole`."""
    rows = sorted(_rows(message.found_cuts), key=lambda row: row.pop("pk"))
    return tuple(
        Cut(**row | {"at": _moment(row["at"]), "reason": row["reason"] if is_whole else mask_text(row["reason"])})
        for row in rows
    )


def _found_files() -> Expression:
    columns = {
        "pk": "pk", "name": "name", "size": "size", "content_type": "content_type",
        "preview": "file__preview_state",
        "removed": Choice(When(removed_at=None, then=0), default=1),
    }  # fmt: skip
    return _of_message(Attachment, Q(files__gt=0), columns)


def _found_cuts() -> Expression:
    columns = {name: name for name in ("pk", "staff_id", "at", "reason", "characters", "attachment_id")}
    return _of_message(Redaction, Q(redacted=True), columns)


def _of_message(model: Any, only_if: Q, columns: Mapping[str, Any]) -> Expression:
    """Return the rows of a message as one JSON list, None where the message says that there is none."""
    rows = model.objects.filter(message=OuterRef("pk")).order_by().values("message")
    listed = rows.annotate(listed=_Together(JSONObject(**columns))).values("listed")
    return Choice(When(only_if, then=Subquery(listed)), default=None, output_field=JSONField())


def _rows(found: Any) -> Iterable[dict[str, Any]]:
    if isinstance(found, str):  # a database that hands JSON out as text
        found = json.loads(found)
    return [dict(row) for row in found or []]


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    assert found is not None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
