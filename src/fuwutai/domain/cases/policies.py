"""Who may do what with a case that they can see."""

from fuwutai.domain.cases.choices import ACTIVE, CLOSED
from fuwutai.domain.cases.models import Case, HeldReply
from fuwutai.domain.cases.rules import Verb, next_status
from fuwutai.kernel.actors import Actor


def allows(case: Case, verb: Verb) -> bool:
    """Return whether the state of the case allows a verb at all.

    A merged case goes on elsewhere and allows none, one in the archive must come back from there first.
    """
    return is_in_use(case) and next_status(case.status, verb) is not None


def is_in_use(case: Case) -> bool:
    """Return whether anything may change in a case: it was not merged into another one and is not in the archive."""
    return case.merged_into_id is None and case.archived_at is None


def may_open_case(actor: Actor) -> bool:
    """Return whether an actor may open cases; a customer always may."""
    return actor.is_customer or actor.may("cases.open")


def may_reply(actor: Actor, case: Case) -> bool:
    """Return whether an actor may answer the customer, or tell the result of a case that is resolved."""
    return actor.may("cases.reply") and (allows(case, "work") or allows(case, "tell"))


def may_withdraw_reply(actor: Actor, held: HeldReply) -> bool:
    """Return whether an actor may take a reply back before it is sent: who wrote it, or who may answer there."""
    return actor.is_staff and (actor.id == held.staff_id or actor.may("cases.reply"))


def may_add_note(actor: Actor, case: Case) -> bool:
    """Return whether an actor may leave an internal note; closed cases take notes too, the archive takes none."""
    return actor.may("cases.note") and case.archived_at is None


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


def may_undo_merge(actor: Actor, case: Case) -> bool:
    """Return whether an actor may let a merged case go on by itself again, as long as a rule leaves time for it."""
    return actor.may("cases.merge")


def may_link(actor: Actor, case: Case) -> bool:
    """Return whether an actor may say what the case has to do with others, also once it is closed."""
    return actor.may("cases.classify") and is_in_use(case)


def may_import(actor: Actor) -> bool:
    """Return whether an actor may take in cases of another system with their history."""
    return actor.may("cases.import")


def may_tag(actor: Actor, case: Case) -> bool:
    """Return whether an actor may put tags on the case and take them off, closed or not."""
    return actor.may("cases.classify") and is_in_use(case)


def may_configure(actor: Actor) -> bool:
    """Return whether an actor may change the words by which the centre sorts its cases."""
    return actor.may("cases.configure")


def may_watch(actor: Actor, case: Case) -> bool:
    """Return whether an actor may hear of the case from now on, or let a colleague hear of it."""
    return actor.is_staff and actor.id is not None and is_in_use(case)


def may_snooze(actor: Actor, case: Case) -> bool:
    """Return whether an actor may put the case out of the way for a while, or wake it."""
    return actor.may("cases.wait") and case.status in ACTIVE and is_in_use(case)


def may_urge(actor: Actor, case: Case) -> bool:
    """Return whether an actor may ask where we are with it: the customer, or staff who take down a call."""
    return (actor.is_customer or actor.may("cases.open")) and case.status in ACTIVE and is_in_use(case)


def may_supervise(actor: Actor, case: Case) -> bool:
    """Return whether an actor may ask for a report on the case, and say when it is enough."""
    return actor.may("cases.supervise") and is_in_use(case)


def may_report(actor: Actor, case: Case) -> bool:
    """Return whether an actor may report on a supervised case: who works on it, or where nobody does, the team."""
    theirs = case.assignee_id is None or case.assignee_id == actor.id
    return case.supervised and theirs and actor.may("cases.reply") and is_in_use(case)


def may_redo(actor: Actor, case: Case) -> bool:
    """Return whether an actor may send a settled case back to be done again."""
    return actor.may("cases.redo") and allows(case, "reopen")


def may_export(actor: Actor) -> bool:
    """Return whether an actor may take cases out as a file; a program's token never may."""
    return actor.is_person and actor.may("cases.export")


def may_archive(actor: Actor, case: Case) -> bool:
    """Return whether an actor may put the closed case into the archive, merged or not."""
    return actor.may("cases.archive") and case.status == CLOSED and case.archived_at is None


def may_restore(actor: Actor, case: Case) -> bool:
    """Return whether an actor may bring the case back from the archive."""
    return actor.may("cases.archive") and case.archived_at is not None


def may_configure_cases(actor: Actor) -> bool:
    """Return whether an actor may change the lists by which cases are sorted."""
    return actor.may("cases.configure")


def may_adopt_terms(actor: Actor) -> bool:
    """Return whether an actor may add what a pack ships to these lists: also who puts packs in force."""
    return may_configure_cases(actor) or actor.may("standards.approve")


def may_restate_need(actor: Actor, case: Case) -> bool:
    """Return whether an actor may put into our words what the customer needs: until the case is resolved."""
    return actor.may("cases.classify") and case.status in ACTIVE and is_in_use(case)


def may_record_result(actor: Actor, case: Case) -> bool:
    """Return whether an actor may say, or correct, how a case was resolved and what the cause was."""
    return actor.may("cases.resolve") and is_in_use(case)


def may_rate(actor: Actor, case: Case) -> bool:
    """Return whether an actor may record how content the customer is: the customer, or staff who asked."""
    return (actor.is_customer or actor.may("cases.rate")) and allows(case, "call_back")


def may_offer_hand_over(actor: Actor, case: Case) -> bool:
    """Return whether an actor may ask a colleague to answer for the case: who does so far, or who may assign.

    Where nobody answers for it yet, whoever works on it may ask as well.
    """
    theirs = actor.staff_id is not None and actor.id in (case.responsible_id or case.assignee_id,)
    return (theirs or actor.may("cases.assign")) and case.status != CLOSED and is_in_use(case)


def may_do_tasks(actor: Actor, case: Case) -> bool:
    """Return whether an actor may add, tick off and change the tasks of a case that is not closed."""
    return actor.may("cases.note") and allows(case, "classify")


def may_note_time(actor: Actor, case: Case) -> bool:
    """Return whether an actor may note how long she worked on the case, also once it is closed."""
    return actor.is_staff and actor.id is not None and actor.may("cases.note") and is_in_use(case)


def may_correct_time(actor: Actor, staff_id: int) -> bool:
    """Return whether an actor may correct what is noted of somebody's work: her own, or with cases.assign anybody's."""
    return actor.may("cases.assign") or (actor.id == staff_id and actor.may("cases.note"))


def may_redact(actor: Actor, case: Case) -> bool:
    """Return whether an actor may take words and files out of the case for good, in whatever state it is."""
    return actor.may("cases.redact")
