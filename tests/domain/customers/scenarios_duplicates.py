"""What is measured of merging and of the search for duplicates."""

from typing import Any

from tests import given
from tests.domain.customers.given_duplicates import somebody, suggestions, twins

from fuwutai.domain.customers.commands import (
    dismiss_suggestion,
    export_customers,
    merge_customers,
    set_restricted,
    undo_merger,
)


def _pair() -> dict[str, Any]:
    kept, absorbed = twins()
    third = somebody("欧阳文静", email="wenjing@example.cn")
    actor = given.supervisor()
    merge_customers(actor=actor, kept_id=absorbed.pk, absorbed_id=third.pk)
    set_restricted(actor=actor, customer_id=absorbed.pk, restricted=True)
    suggestions()
    return {"actor": actor, "kept_id": kept.pk, "absorbed_id": absorbed.pk}


def _merger() -> dict[str, Any]:
    about = _pair()
    return {"actor": about["actor"], "merger_id": merge_customers(**about).pk}


def _suggestion() -> dict[str, Any]:
    twins()
    return {"actor": given.supervisor(), "suggestion_id": suggestions()[0].pk}


def _export() -> dict[str, Any]:
    twins()
    return {"actor": given.supervisor(), "full": True, "reason": "年度审计"}


SCENARIOS = {
    "taking customers out": (export_customers, _export),
    "merging a restricted customer who had absorbed another": (merge_customers, _pair),
    "taking a merger of customers back": (undo_merger, _merger),
    "saying that two customers are two": (dismiss_suggestion, _suggestion),
}
