"""Who may do what with a case that they can see."""

from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.rules import Verb, next_status
from fuwutai.kernel.actors import Actor


def allows(case: Case, verb: Verb) -> bool:
    """Return whether the state of the case allows a verb at all; a merged case goes on elsewhere and allows none."""
    return case.merged_into_id is None and next_status(case.status, verb) is not None


def may_open_case(actor: Actor) -> bool:
    """Return whether an actor may open cases; a customer always may."""
    return actor.is_customer or actor.may("cases.open")


def may_reply(actor: Actor, case: Case) -> bool:
    """Return whether an actor may answer the customer, or tell the result of a case that is resolved."""
    return actor.may("cases.reply") and (allows(case, "work") or allows(case, "tell"))


def may_add_note(actor: Actor, case: Case) -> bool:
    """Return whether an actor may leave an internal note; closed cases take notes too."""
    return actor.may("cases.note")


def may_assign(actor: Actor, case: Case) -> bool:
    """Return whether an actor may give the case to anybody."""
    return actor.may("cases.assign") and case.status != "closed"


def may_take(actor: Actor, case: Case) -> bool:
    """Return whether an actor may take the case: it is unassigned, or the actor may assign."""
    free = case.assignee_id is None or case.assignee_id == actor.id
    return (
        actor.is_staff and case.status != "closed" and (may_assign(actor, case) or (actor.may("cases.take") and free))
    )


def may_wait(actor: Actor, case: Case) -> bool:
    """Return whether an actor may let the case wait for the customer."""
    return actor.may("cases.wait") and allows(case, "wait")


def may_await_third_party(actor: Actor, case: Case) -> bool:
    """Return whether an actor may let the case wait for a third party."""
    return actor.may("cases.wait") and allows(case, "third_party")


def may_end_wait(actor: Actor, case: Case) -> bool:
    """Return whether an actor may take up a case that waits, before anybody has answered."""
    return actor.may("cases.wait") and allows(case, "end_wait")


def may_resolve(actor: Actor, case: Case) -> bool:
    """Return whether an actor may mark the case as resolved."""
    return actor.may("cases.resolve") and allows(case, "resolve")


def may_confirm(actor: Actor, case: Case) -> bool:
    """Return whether an actor may confirm the result: the customer, or staff who heard it from the customer."""
    return allows(case, "confirm") and (actor.is_customer or actor.may("cases.confirm"))


def may_close(actor: Actor, case: Case) -> bool:
    """Return whether an actor may close a resolved case without the customer's word."""
    return actor.may("cases.close") and allows(case, "close")


def may_reopen(actor: Actor, case: Case) -> bool:
    """Return whether an actor may reopen the case."""
    return allows(case, "reopen") and (actor.is_customer or actor.may("cases.reopen"))


def may_write_as_customer(actor: Actor, case: Case) -> bool:
    """Return whether an actor speaks for the customer: the customer, or staff who take down a call."""
    return actor.is_customer or actor.may("cases.open")


def may_classify(actor: Actor, case: Case) -> bool:
    """Return whether an actor may correct what the case is and how much it presses."""
    return actor.may("cases.classify") and allows(case, "classify")


def may_call_back(actor: Actor, case: Case) -> bool:
    """Return whether an actor may note what the customer said of the result."""
    return actor.may("cases.call_back") and allows(case, "call_back")


def may_merge(actor: Actor, case: Case) -> bool:
    """Return whether an actor may let the case go on in another one."""
    return actor.may("cases.merge") and allows(case, "merge")


def may_split(actor: Actor, case: Case) -> bool:
    """Return whether an actor may make a case of its own of the customer's words."""
    return actor.may("cases.split") and allows(case, "split")


def may_import(actor: Actor) -> bool:
    """Return whether an actor may take in cases of another system with their history."""
    return actor.may("cases.import")
