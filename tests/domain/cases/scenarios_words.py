"""What the commands of the lists are measured with."""

from typing import Any

from tests import given

from fuwutai.domain.cases import commands as cases
from fuwutai.domain.cases.models import Term


def _term(**more: Any) -> dict[str, Any]:
    given.centre()
    term = Term.objects.filter(vocabulary="nature").order_by("position").last()
    assert term is not None
    return {"actor": given.administrator(), "term_id": term.pk, **more}


def _retired() -> dict[str, Any]:
    said = _term()
    cases.retire_term(**said)
    return said


def _upside_down() -> dict[str, Any]:
    given.centre()
    ids = Term.objects.filter(vocabulary="nature").order_by("-position").values_list("pk", flat=True)
    return {"actor": given.administrator(), "vocabulary": "nature", "term_ids": list(ids)}


SCENARIOS = {
    "adding a term": (
        cases.save_term,
        lambda: {"actor": given.administrator(), "vocabulary": "category", "name": "网络"},
    ),
    "renaming a term": (cases.save_term, lambda: _term(name="另一个")),
    "retiring a term": (cases.retire_term, lambda: _term(instead="technical")),
    "bringing a term back": (cases.restore_term, _retired),
    "ordering terms": (cases.order_terms, _upside_down),
}
