"""Paging by key: each page costs the same however deep the reader is, and no row is shown twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import msgspec
from django.core.signing import BadSignature, Signer
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel.errors import Invalid

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursor of what follows (None at the end)."""

    rows: list[Row]
    next: str | None


def page(rows: QuerySet[Row], order: Sequence[str], cursor: str | None, size: int) -> Page[Row]:
    """Return one page of `rows` by `order`, fields that together are unique and never NULL ("-opened_at", "-id").

    Cost: 1 statement. Raises: Invalid for a cursor that this list did not give out.
    """
    if cursor:
        rows = rows.filter(_after(order, _decode(rows.model, order, cursor)))
    found = list(rows.order_by(*order)[: size + 1])
    if len(found) <= size:
        return Page(rows=found, next=None)
    last = [getattr(found[size - 1], name.lstrip("-")) for name in order]
    return Page(rows=found[:size], next=_encode(rows.model, order, last))


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    first = order[0].lstrip("-")
    start = Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]})  # where the index begins
    wanted = Q()
    for position, name in enumerate(order):
        equal = {other.lstrip("-"): values[i] for i, other in enumerate(order[:position])}
        beyond = f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}"
        wanted |= Q(**equal, **{beyond: values[position]})
    return start & wanted


def _encode(model: type[Model], order: Sequence[str], values: list[Any]) -> str:
    return _signer(model, order).sign_object(msgspec.to_builtins(values))


def _decode(model: type[Model], order: Sequence[str], cursor: str) -> list[Any]:
    """Return the values a cursor stands for, each as its field holds them; only a list's own cursors are read."""
    try:
        plain = _signer(model, order).unsign_object(cursor)
    except BadSignature as problem:
        raise Invalid(_("This page link is damaged. Go back to the first page."), code="bad_cursor") from problem
    fields = [cast("Field[Any, Any]", model._meta.get_field(name.lstrip("-"))) for name in order]
    return [field.to_python(value) for field, value in zip(fields, plain, strict=True)]


def _signer(model: type[Model], order: Sequence[str]) -> Signer:
    return Signer(salt=f"{model._meta.label}:{','.join(order)}")
