"""What the platform does by itself at the end of a case."""

from typing import Any

from fuwutai.domain.cases.commands.rating import end_rating
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import job


@job("cases.end_rating")
def end_one_rating(payload: dict[str, Any]) -> None:
    """Record of one case that its customer gave no score in the time for it."""
    end_rating(actor=Actor.system("cases"), case_id=payload["case_id"])
