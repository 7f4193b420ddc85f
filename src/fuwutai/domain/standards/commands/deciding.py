"""Decide which of two figures applies where they disagree, or how a known contradiction is read."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards import queries, registry
from fuwutai.domain.standards.choices import BY_SCOPE, DECISIONS, KEEP_ONE, OTHER_WAY_ROUND, OWN, STRICTEST
from fuwutai.domain.standards.commands.rules import adopt_rule, end_rule, revise_rule
from fuwutai.domain.standards.conflicts import figure_of, same_pair
from fuwutai.domain.standards.disagreeing import SAME_SCOPE, Relation, disagreeing
from fuwutai.domain.standards.events import ConflictDecided
from fuwutai.domain.standards.models import Clause, Manual, RuleRow
from fuwutai.domain.standards.policies import may_edit_rules
from fuwutai.domain.standards.rule_kinds import DECISION
from fuwutai.domain.standards.rulebook import RuleBook, rule_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.events import Code

TOPIC_CHOICES = (KEEP_ONE, STRICTEST, BY_SCOPE)
LONGEST_TOPIC = 60


@command
def decide_conflict(
    *, actor: Actor, one_id: int, other_id: int, choice: str, reason: str, replacing: int | None = None
) -> RuleRow:
    """Decide which of two figures that disagree applies from now on, in place of an earlier decision about them.

    `replacing`: the decision the person saw, 0 for none; if another stands by now, hers is refused. None = any.
    Emits: RuleAdopted, RuleEnded for the earlier one, ConflictDecided.
    Raises: Refused, NotFound, Conflict when a figure was replaced or somebody else decided meanwhile, Invalid for a
    choice that does not fit, a missing reason, and two figures that do not disagree.
    """
    if not may_edit_rules(actor):
        raise Refused
    if one_id > other_id:
        one_id, other_id, choice = other_id, one_id, OTHER_WAY_ROUND.get(choice, choice)
    pair = _locked_pair(one_id, other_id)
    queries.forget_rules()  # another process may have revised one of them before the lock was ours
    said = _reason(reason)
    _refuse_choice(choice, _relation(*pair))
    standing = _standing(lambda value: value["one"] and _is_about(value, one_id, other_id))
    value = {"choice": choice, "one": one_id, "other": other_id}
    return _decided(actor, value, said, standing, replacing)


@command
def decide_topic(
    *, actor: Actor, topic: str, choice: str, reason: str, keeps: str = "", replacing: int | None = None
) -> RuleRow:
    """Decide how a known contradiction is read: one clause is kept, the strictest applies, or each where it fits.

    `keeps`: the clause that is kept. `replacing`: as for `decide_conflict`.
    Emits: RuleAdopted, RuleEnded for the earlier one, ConflictDecided. Raises: Refused, Conflict, Invalid.
    """
    if not may_edit_rules(actor):
        raise Refused
    said = _reason(reason)
    _refuse_topic(topic, choice, keeps)
    # two who decide a topic at once wait for each other
    Manual.objects.select_for_update(no_key=True).order_by("pk").first()
    standing = _standing(lambda value: value.get("topic") == topic)
    value = {"choice": choice, "topic": topic, **({"keeps": keeps} if keeps else {})}
    return _decided(actor, value, said, standing, replacing)


@command
def withdraw_decision(*, actor: Actor, rule_id: int, reason: str) -> RuleRow:
    """Take a decision back: the two figures weigh again as they would without it.

    Emits: RuleEnded. Raises: Refused, NotFound, Conflict when it no longer stands, Invalid for a missing reason.
    """
    if not may_edit_rules(actor):
        raise Refused
    row = RuleRow.objects.select_for_update(no_key=True).filter(pk=rule_id, kind=DECISION).first()
    if row is None:
        raise NotFound
    if row.valid_to is not None:
        raise _moved_on()
    return end_rule(actor=actor, rule_id=rule_id, reason=_reason(reason))


def _locked_pair(one_id: int, other_id: int) -> tuple[RuleRow, RuleRow]:
    """Return both rules, locked after their manuals as an approval does, in the order of their ids.

    Raises: NotFound, Conflict when one has been replaced.
    """
    theirs = RuleRow.objects.filter(pk__in=(one_id, other_id)).values("manual_id")
    list(Manual.objects.select_for_update(no_key=True).filter(Q(pk__in=theirs) | Q(code=OWN)).order_by("pk"))
    rows = RuleRow.objects.select_for_update(no_key=True, of=("self",)).select_related("manual").order_by("pk")
    found = list(rows.filter(pk__in=(one_id, other_id)))
    if len(found) != 2 or not all(registry.is_registered(row.kind) for row in found):
        raise NotFound
    if any(row.valid_to is not None and row.valid_to <= clock.now() for row in found):
        raise Conflict(
            _("One of the two figures has been replaced since. Look at the figures as they are now, then decide."),
            code="figure_replaced",
        )
    return found[0], found[1]


def _relation(one: RuleRow, other: RuleRow) -> Relation:
    known = queries.rule_book()
    book = RuleBook.of([*known.by_id.values(), one, other])  # the locked rows are the latest there are
    kinds = {registry.kind(row.kind).family for row in (one, other)}
    found = disagreeing(figure_of(rule_of(row), book) for row in (one, other)) if "" not in kinds else []
    if not found:
        raise Invalid(
            _("These two figures do not disagree, so there is nothing to decide. Go back to the list of conflicts."),
            code="no_conflict",
        )
    return found[0][2]


def _refuse_choice(choice: str, how: Relation) -> None:
    if choice not in DECISIONS:
        raise _no_such_choice()
    if choice == BY_SCOPE and how == SAME_SCOPE:
        text = _(
            "Both figures hold for the same cases, so neither has a scope of its own. First limit one of them in a "
            "draft of its manual, or keep one of the two."
        )
        raise Invalid(text, code="same_scope", fields={"choice": text})


def _refuse_topic(topic: str, choice: str, keeps: str) -> None:
    if not topic or len(topic) > LONGEST_TOPIC:
        raise NotFound
    if choice not in TOPIC_CHOICES:
        raise _no_such_choice()
    if (choice == KEEP_ONE) != bool(keeps):
        missing = _("Say which clause is kept, or choose that each stands in its own scope.")
        raise Invalid(missing, code="keeps_missing", fields={"choice": missing})
    if keeps and not Clause.objects.filter(code=keeps).exists():
        text = _("There is no clause “%(code)s” on the shelf. Choose one of those shown.") % {"code": keeps}
        raise Invalid(text, code="unknown_clause", fields={"choice": text})


def _reason(reason: str) -> str:
    if not reason.strip():
        text = _("Say why this is decided; everybody can read it beside the two figures.")
        raise Invalid(text, code="reason_missing", fields={"reason": text})
    return reason.strip()


def _standing(is_about: Any) -> RuleRow | None:
    """Return the decision that stands about a matter, as the database has it now."""
    rows = RuleRow.objects.filter(kind=DECISION, valid_to=None).order_by("-pk")
    return next((row for row in rows if is_about({"one": 0, "other": 0, **row.value})), None)


def _is_about(value: dict[str, Any], one_id: int, other_id: int) -> bool:
    """Return whether a decision is about two figures, or about earlier versions of them."""
    there = (value["one"], value["other"])
    return there == (one_id, other_id) or same_pair(there, (one_id, other_id), queries.rule_book())


def _decided(
    actor: Actor, value: dict[str, Any], reason: str, standing: RuleRow | None, replacing: int | None
) -> RuleRow:
    if replacing is not None and replacing != (standing.pk if standing else 0):
        raise _moved_on()
    if standing is None:
        row = adopt_rule(actor=actor, kind=DECISION, value=value, reason=reason)
    else:
        row = revise_rule(actor=actor, rule_id=standing.pk, value=value, reason=reason)
    emit(
        ConflictDecided(
            rule_id=row.pk, one_id=value.get("one", 0), other_id=value.get("other", 0),
            topic=Code(value.get("topic", "")), choice=Code(value["choice"]),
        )
    )  # fmt: skip
    return row


def _moved_on() -> Conflict:
    text = _("Somebody else has decided this in the meantime. Look at the decision as it is now, then change it.")
    return Conflict(text, code="decided_meanwhile")


def _no_such_choice() -> Invalid:
    text = _("This cannot be chosen here. Choose one of the answers shown.")
    return Invalid(text, code="unknown_choice", fields={"choice": text})
