"""Addresses under /api/v1/cases."""

from ninja import Router

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.schemas import Clock, clock_of
from fuwutai.domain.sla.explain import explanations
from fuwutai.kernel.access_log import record_access

router = Router(tags=["cases"])


@router.get("/{int:case_id}/clocks", response=list[Clock], operation_id="case_clocks", summary="Deadlines explained")
@operation(permission="cases.view", statements=10)
def case_clocks(request: ApiRequest, case_id: int) -> list[Clock]:
    """Return the clocks of a case, every round of each, with all they rest on: rule, calendar, stretches, changes."""
    found = explanations(request.actor, case_id)
    record_access(request.actor, "view_case", subject="case", subject_id=case_id, place="api:case_clocks")
    return [clock_of(told) for told in found]
