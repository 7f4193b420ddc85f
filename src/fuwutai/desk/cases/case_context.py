"""Everything the case page shows, read in few statements."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.cases import history
from fuwutai.desk.cases.clocks import chips, nearest_chip
from fuwutai.domain.accounts.queries import people_and_names, staff_names
from fuwutai.domain.cases import policies, queries
from fuwutai.domain.cases.choices import (
    AFTER_REPLY,
    CHANNELS,
    MESSAGE_KINDS,
    NOTE,
    PRIORITIES,
    RESOLVE,
    STATUSES,
    TYPES,
    WAIT,
)
from fuwutai.domain.customers.choices import CONTACT_KINDS
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.domain.customers.queries import customer_card
from fuwutai.domain.sla.queries import readings
from fuwutai.kernel.actors import Actor

LOOKS = {
    "customer": ("customer", "person"),
    "reply": ("agent", "reply"),
    "note": ("note", "lock"),
    "automatic": ("agent", "bell"),
}
"""Message kind → (whose side of the conversation, icon)."""
NEWEST_SHOWN = 8
"""So many entries of the timeline stand open; the earlier ones are folded."""
OTHERS_READ, OTHERS_SHOWN = 30, 5
"""More are read than shown, so that a linked case is found without a statement of its own."""
LONG_CONVERSATION = 6
"""From so many messages on a link leads to the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of the conversation: a message, or a line about what happened."""

    at: Any
    message: Any = None
    line: history.Line | None = None
    side: str = ""
    icon: str = ""
    kind: str = ""
    author: str = ""
    author_key: str = ""
    is_new: bool = False


def case_context(
    request: StaffRequest, case: Any, *, seen: int | None = None, revealed: bool = False
) -> dict[str, Any]:
    """Return the context of the case page and its fragments. `seen`: the last message the reader has had.

    Cost: 6 statements.
    """
    actor = request.actor
    messages = queries.messages_of(actor, case.pk)
    entries = queries.history_of(actor, case.pk)
    card = customer_card(actor, case.customer_id, revealed=revealed)
    customer = card.name if card else _("Customer")
    people, names = _people(request, case, messages, entries, customer)
    lines = history.lines(entries, names)
    clocks = readings(actor, [case.pk]).get(case.pk, [])
    others = queries.customer_history(actor, case.customer_id, but=case.pk, limit=OTHERS_READ)
    last = messages[-1].pk if messages else 0
    may = what_may(actor, case)
    mode = composer_mode(may)
    return {
        "case": case,
        "newest": last if len(messages) > LONG_CONVERSATION else 0,
        "conversation": _conversation(messages, lines, names, case.customer_id, seen),
        "timeline": lines[::-1][:NEWEST_SHOWN],
        "earlier": lines[::-1][NEWEST_SHOWN:],
        "clock": nearest_chip(clocks),
        "clocks": chips(clocks),
        "card": card,
        "customer": customer,
        "contact_kinds": CONTACT_KINDS,
        "others": others[:OTHERS_SHOWN],
        "follows": next((other for other in others if other.pk == case.follows_id), None),
        "followed_by": [other for other in others if other.follows_id == case.pk],
        "may": may,
        "people": people,
        "fragment_url": f"{reverse('desk:case_live', args=[case.pk])}?seen={last}&mode={mode}",
        "mode": mode,
        "live_url": f"/live/desk?case={case.pk}",
        "statuses": STATUSES,
        "priorities": PRIORITIES,
        "types": TYPES,
        "channels": CHANNELS,
        **composer_context(request, case, may),
    }


def what_may(actor: Actor, case: Any) -> dict[str, bool]:
    """Return which actions the page offers this reader on this case."""
    return {
        "reply": policies.may_reply(actor, case),
        "note": policies.may_add_note(actor, case),
        "take": policies.may_take(actor, case) and case.assignee_id != actor.id,
        "assign": policies.may_assign(actor, case),
        "wait": policies.may_wait(actor, case),
        "resolve": policies.may_resolve(actor, case),
        "confirm": policies.may_confirm(actor, case),
        "close": policies.may_close(actor, case),
        "reopen": policies.may_reopen(actor, case),
        "write_as_customer": policies.may_write_as_customer(actor, case),
        "reveal": may_reveal_contacts(actor),
    }


def composer_mode(may: dict[str, bool]) -> str:
    """Return which composer the page shows: one for replies and notes, or for notes alone."""
    return "reply" if may["reply"] else "note"


def composer_context(request: StaffRequest, case: Any, may: dict[str, bool]) -> dict[str, Any]:
    """Return what the composer needs; each address carries a key, so what is sent twice is done once."""
    once = urlencode({"once": secrets.token_urlsafe(12)})
    offered = {WAIT: may["wait"], RESOLVE: may["resolve"]}
    return {
        "reply_url": f"{reverse('desk:case_reply', args=[case.pk])}?{once}",
        "note_url": f"{reverse('desk:case_note', args=[case.pk])}?{once}",
        "words_url": f"{reverse('desk:case_customer_words', args=[case.pk])}?{once}",
        "draft_key": f"{request.actor.id}-{case.pk}",
        "then_choices": [(code, label) for code, label in AFTER_REPLY.items() if offered.get(code, True)],
    }


def _people(
    request: StaffRequest, case: Any, messages: list[Any], entries: list[Any], customer: str
) -> tuple[list[tuple[int, str, int, str]], history.Names]:
    """Return whom the case could be given to (for who may assign), and the names of all who appear in it.

    Cost: 1 statement.
    """
    known = {request.staff.pk: request.staff.display_name}
    if case.assignee:
        known[case.assignee_id] = case.assignee.display_name
    wanted = history.staff_ids(entries) | {one.author_id for one in messages if one.author_kind == "staff"}
    if policies.may_assign(request.actor, case):
        people, staff = people_and_names(request.actor, wanted)
    else:
        people, staff = [], staff_names(wanted - known.keys())
    teams = {team_id: name for team_id, name, _staff_id, _name in people}
    teams |= {team.pk: team.name for team in request.staff.teams.all()}
    teams[case.team_id] = case.team.name
    return people, history.Names(customer=customer, staff=staff | known, teams=teams)


def _conversation(
    messages: list[Any], lines: list[history.Line], names: history.Names, customer_id: int, seen: int | None
) -> list[Item]:
    """Return messages and lines in the order of time; a message stands before what it brought about."""
    items = [_item(message, names, customer_id, seen) for message in messages]
    items += [Item(at=line.at, line=line) for line in lines if line.folded]
    return sorted(items, key=lambda item: (item.at, item.line is not None))


def _item(message: Any, names: history.Names, customer_id: int, seen: int | None) -> Item:
    side, icon = LOOKS.get(message.kind, LOOKS[NOTE])
    if message.kind == "customer":
        author, key = names.customer, str(customer_id)
    elif message.author_kind == "staff":
        author, key = names.staff.get(message.author_id, _("A colleague")), str(message.author_id)
    else:
        author, key = _("The platform"), "platform"
    taken_down = message.kind == "customer" and message.author_kind == "staff"
    kind = str(MESSAGE_KINDS.get(message.kind, message.kind))
    if taken_down:
        by = names.staff.get(message.author_id, _("a colleague"))
        kind = _("Customer, by phone, taken down by %(who)s") % {"who": by}
        icon = "phone"
    return Item(
        at=message.at, message=message, side=side, icon=icon, kind=kind, author=author, author_key=key,
        is_new=seen is not None and message.pk > seen,
    )  # fmt: skip
