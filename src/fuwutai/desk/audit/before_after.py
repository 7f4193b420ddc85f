"""What stood in a customer's file before and after an entry, masked unless the reader has revealed it."""

from typing import Any

from fuwutai.desk.customers.words import field_word
from fuwutai.domain.compliance.choices import JOURNAL
from fuwutai.domain.compliance.entries import Entry
from fuwutai.domain.compliance.things import Things
from fuwutai.domain.customers.file import changes_page
from fuwutai.kernel.actors import Actor


def changes_of(actor: Actor, entry: Entry, things: Things) -> list[dict[str, Any]]:
    """Return field, before and after of what an event changed in a file. Cost: 3 statements for such an event."""
    customer_id, _name = things.customers.get(entry.subject_id or 0, (0, ""))
    if entry.log != JOURNAL or entry.subject != "customer" or not customer_id:
        return []
    lines, _next = changes_page(actor, customer_id, None, at=entry.moment)
    return [{"field": field_word(one.field, {}), "before": one.before, "after": one.after} for one in lines]
