"""Everything the case page shows, read in few statements."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.cases import history
from fuwutai.desk.cases.banners import banners_for
from fuwutai.desk.cases.cards import cards_of
from fuwutai.desk.cases.clocks import chips, nearest_chip
from fuwutai.desk.cases.flags import flags_of
from fuwutai.desk.cases.named import Part, named_by, parts_of
from fuwutai.desk.cases.offers import offers_for
from fuwutai.desk.cases.unsaid import draft_words, moments_offered, quiet_hours, shared_drafts, waiting
from fuwutai.desk.looks import look_pass
from fuwutai.desk.standards.facts import FACTS
from fuwutai.domain.accounts.queries import people_and_names, staff_names
from fuwutai.domain.automation.policies import may_view_rules
from fuwutai.domain.cases import policies, queries
from fuwutai.domain.cases.choices import (
    AFTER_REPLY,
    CHANNELS,
    MESSAGE_KINDS,
    NOTE,
    PRIORITIES,
    RESOLVE,
    RESOLVED,
    STATUSES,
    THIRD_PARTY,
    TYPES,
    WAIT,
    WAITING_THIRD_PARTY,
)
from fuwutai.domain.cases.mergers import may_come_back
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.domain.cases.speech.drafts import Unsaid, unsaid_in
from fuwutai.domain.cases.work.fields import plain_answers
from fuwutai.domain.customers.choices import CONTACT_KINDS
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.domain.customers.queries import customer_card
from fuwutai.domain.sla.queries import readings
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.masking import mask_text

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
BESIDE_THE_HEAD = ("category", "nature", "region", "tier", "urgency", "impact", "complexity", "service_class", "line")
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
    cuts: tuple[dict[str, Any], ...] = ()
    parts: Sequence[Part] = ()


def case_context(
    request: StaffRequest, case: Any, *, seen: int | None = None, unsaid: Unsaid | None = None
) -> dict[str, Any]:
    """Return the context of the case page and its fragments. `seen`: the last message the reader has had.

    Cost: 6 statements, 1 more where `unsaid` did not come with the case.
    """
    actor = request.actor
    unsaid = unsaid_in(actor, case.pk) if unsaid is None else unsaid
    messages = messages_of(actor, case.pk)
    entries = queries.history_of(actor, case.pk)
    card = customer_card(actor, case.customer_id)
    customer = card.name if card else _("Customer")
    others = queries.customer_history(actor, case.customer_id, but=case.pk, limit=OTHERS_READ)
    people, names = _people(request, case, messages, entries, customer, unsaid.staff_ids)
    lines = history.lines(entries, replace(names, cases={other.pk: other.number for other in others}))
    clocks = readings(actor, [case.pk]).get(case.pk, [])
    last = max((one.pk for one in messages), default=0)
    may = what_may(actor, case)
    mode = composer_mode(case, may)
    asked = {"seen": last, "mode": mode, "look": look_pass(actor, case.pk)}
    return {
        "case": case,
        "subject": case.whole_subject if card and card.revealed else case.subject,
        "need": (case.restated or "") if card and card.revealed else mask_text(case.restated or ""),
        "newest": messages[-1].pk if len(messages) > LONG_CONVERSATION else 0,
        "banners": banners_for(actor, case),
        "conversation": _with_names(
            _conversation(messages, lines, names, case.customer_id, seen), named_by(entries, names.staff)
        ),
        "may_see_rules": may_view_rules(actor),
        "timeline": lines[::-1][:NEWEST_SHOWN],
        "earlier": lines[::-1][NEWEST_SHOWN:],
        "clock": nearest_chip(clocks),
        "clocks": chips(clocks, entries),
        "card": card,
        "customer": customer,
        "contact_kinds": CONTACT_KINDS,
        "others": others[:OTHERS_SHOWN],
        "said": _said(case) + plain_answers(case, revealed=bool(card and card.revealed)),
        **_linked(actor, case, others, entries),
        "may": may,
        "flags": flags_of(case, clock.now()),
        "cards": cards_of(actor, case),
        "offers": offers_for(actor, case),
        "people": people,
        "fragment_url": f"{reverse('desk:case_live', args=[case.pk])}?{urlencode(asked)}",
        "reveal_seconds": _seconds_until(card.revealed_until) if card and card.revealed_until else 0,
        "mode": mode,
        "live_url": f"/live/desk?case={case.pk}",
        "statuses": STATUSES,
        "priorities": PRIORITIES,
        "types": TYPES,
        "channels": CHANNELS,
        "waiting": waiting(actor, unsaid, names.staff),
        "quiet": quiet_hours(card),
        "drafts_of_others": shared_drafts(unsaid, names.staff),
        **composer_context(request, case, may, unsaid),
    }


def _seconds_until(moment: datetime) -> int:
    """Return in how many whole seconds a moment is over."""
    return max(0, int((moment - clock.now()).total_seconds())) + 1


def what_may(actor: Actor, case: Any) -> dict[str, bool]:
    """Return which actions the page offers this reader on this case."""
    return {
        "reply": policies.may_reply(actor, case),
        "note": policies.may_add_note(actor, case),
        "take": policies.may_take(actor, case) and case.assignee_id != actor.id,
        "assign": policies.may_assign(actor, case),
        "wait": policies.may_wait(actor, case),
        "third_party": policies.may_await_third_party(actor, case) and case.status != WAITING_THIRD_PARTY,
        "end_wait": policies.may_end_wait(actor, case),
        "classify": policies.may_classify(actor, case),
        "call_back": policies.may_call_back(actor, case),
        "resolve": policies.may_resolve(actor, case),
        "confirm": policies.may_confirm(actor, case),
        "close": policies.may_close(actor, case),
        "reopen": policies.may_reopen(actor, case),
        "write_as_customer": policies.may_write_as_customer(actor, case),
        "reveal": may_reveal_contacts(actor),
        "undo_merge": may_come_back(actor, case),
    }


def composer_mode(case: Any, may: dict[str, bool]) -> str:
    """Return which composer the page shows: for replies (with what mostly follows) and notes, or for notes alone."""
    if not may["reply"]:
        return "note"
    return {WAITING_THIRD_PARTY: "third_party", RESOLVED: "tell"}.get(case.status, "reply")


def composer_context(
    request: StaffRequest, case: Any, may: dict[str, bool], unsaid: Unsaid
) -> dict[str, Any]:
    """Return what the composer needs; each address carries a key, so what is sent twice is done once."""
    once = urlencode({"once": secrets.token_urlsafe(12)})
    mode = composer_mode(case, may)
    offered = {WAIT: may["wait"], THIRD_PARTY: may["wait"], RESOLVE: may["resolve"]}
    choices = [(code, label) for code, label in AFTER_REPLY.items() if offered.get(code, True)]
    words = draft_words(unsaid, can_reply=may["reply"])
    return {
        **words,
        "draft_url": reverse("desk:case_draft", args=[case.pk]),
        "draft_discard_url": reverse("desk:case_draft_discard", args=[case.pk]),
        "mentions_url": reverse("desk:case_mentions", args=[case.pk]),
        "phrases_url": reverse("desk:case_phrases", args=[case.pk]),
        "phrases_typed_url": reverse("desk:case_phrases_typed", args=[case.pk]),
        "send_moments": moments_offered(clock.now()),
        "reply_url": f"{reverse('desk:case_reply', args=[case.pk])}?{once}",
        "note_url": f"{reverse('desk:case_note', args=[case.pk])}?{once}",
        "words_url": f"{reverse('desk:case_customer_words', args=[case.pk])}?{once}",
        "draft_key": f"{request.actor.id}-{case.pk}",
        "tells_result": mode == "tell",
        "then_choices": [] if mode == "tell" else choices,
        "then": (words["draft"] and words["draft"].then) or (THIRD_PARTY if mode == "third_party" else ""),
    }


def _said(case: Any) -> list[tuple[Any, Any]]:
    """Return the facts that the head of the page does not show, with their words, as far as they are said."""
    words = {name: FACTS[name].codes.get(getattr(case, name), getattr(case, name)) for name in BESIDE_THE_HEAD}
    return [(FACTS[name].label, word) for name, word in words.items() if word]


def _linked(actor: Actor, case: Any, others: list[Any], entries: list[Any]) -> dict[str, Any]:
    """Return the customer's other cases that are bound up with this one, as far as the reader sees them."""
    split_off = {one.data["new_case_id"] for one in entries if one.code == "cases.case_split"}
    after = [other for other in others if other.follows_id == case.pk]
    return {
        "follows": next((other for other in others if other.pk == case.follows_id), None),
        "followed_by": [other for other in after if other.pk not in split_off],
        "split_off": [other for other in after if other.pk in split_off],
        "merged_into": next((other for other in others if other.pk == case.merged_into_id), None),
        "absorbed": [(other, may_come_back(actor, other)) for other in others if other.merged_into_id == case.pk],
    }


def _people(
    request: StaffRequest, case: Any, messages: list[Any], entries: list[Any], customer: str, also: set[int]
) -> tuple[list[tuple[int, str, int, str]], history.Names]:
    """Return whom the case could be given to (for who may assign), and the names of all who appear in it.

    Cost: 1 statement.
    """
    known = {request.staff.pk: request.staff.display_name}
    if case.assignee:
        known[case.assignee_id] = case.assignee.display_name
    also = also | {cut.staff_id for one in messages for cut in one.cuts if cut.staff_id}
    wanted = also | history.staff_ids(entries) | {one.author_id for one in messages if one.author_kind == "staff"}
    if policies.may_assign(request.actor, case):
        people, staff = people_and_names(request.actor, wanted)
    else:
        people, staff = [], staff_names(wanted - known.keys())
    teams = {team_id: name for team_id, name, _staff_id, _name in people}
    teams |= {team.pk: team.name for team in request.staff.teams.all()}
    teams[case.team_id] = case.team.name
    return people, history.Names(customer=customer, staff=staff | known, teams=teams)


def _with_names(items: list[Item], named: dict[int, list[str]]) -> list[Item]:
    """Return the conversation with the notes that name colleagues in pieces."""
    return [
        replace(item, parts=parts_of(item.message.body, named[item.message.pk]))
        if item.message is not None and item.message.pk in named
        else item
        for item in items
    ]


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
        is_new=seen is not None and message.pk > seen, cuts=tuple(_cut(one, names) for one in message.cuts),
    )  # fmt: skip


def _cut(cut: Any, names: history.Names) -> dict[str, Any]:
    """Return what was taken out of a message, with the name of who did."""
    who = names.staff.get(cut.staff_id, "") or _("The platform")
    is_file = cut.attachment_id is not None
    return {"who": who, "at": cut.at, "is_file": is_file, "characters": cut.characters, "reason": cut.reason}
