"""Events of the journal as clocks see them."""

from collections.abc import Mapping
from datetime import datetime

from fuwutai.domain.sla.book import Happening
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel.events import Event


def happening_of(event: Event, at: datetime) -> Happening:
    """Return an event as a happening. Facts are read from whatever event carries them, of whichever app."""
    return Happening(
        code=event.code,
        at=at,
        facts=facts_of(event),
        since=getattr(event, "since", None),
        in_work=getattr(event, "in_work", True),
        waits_for=getattr(event, "waits_for", ""),
        from_id=getattr(event, "from_id", 0),
        moved=getattr(event, "moved", ()),
    )


def facts_of(event: Event) -> Mapping[str, str] | None:
    """Return the facts that an event carries for the choice of a rule, or None for one that carries none."""
    if not hasattr(event, "priority"):
        return None
    return {name: str(getattr(event, name, "")) for name in CASE_FACTS}
