"""That an answer of ours is the answer to what a customer urged for."""

from fuwutai.domain.cases.models import Case, Urge
from fuwutai.kernel import clock


def answer_urges(case: Case) -> None:
    """Note that the customer who had urged was answered now. Cost: 1 statement, none where nobody urged."""
    if case.urges:
        Urge.objects.filter(case=case, answered_at=None).update(answered_at=clock.now())
