"""What happens to the logs themselves: looks through their chain, and what was found unusual in them."""

from fuwutai.kernel.events import Code, Event, event


@event("compliance.chain_checked", subject="chain_check", starts=True)
class ChainChecked(Event):
    """Every sealed entry of the logs was compared with its seal; `why` is empty where the chain is whole."""

    chain_check_id: int
    rows: int
    why: Code


@event("compliance.finding_made", subject="finding", starts=True)
class FindingMade(Event):
    """Something unusual was found in the logs."""

    finding_id: int
    kind: Code
    staff_id: int


@event("compliance.finding_looked_at", subject="finding")
class FindingLookedAt(Event):
    """Somebody looked into something unusual and wrote down what came of it."""

    finding_id: int
