"""Who may look into the logs."""

from fuwutai.kernel.actors import Actor


def may_view_audit(actor: Actor) -> bool:
    """Return whether an actor may see who did, saw and exported what. Source: S3-5.2-7."""
    return actor.may("audit.view")


def may_settle_finding(actor: Actor, staff_id: int) -> bool:
    """Return whether an actor may say what came of something unusual; nobody does of what she did herself."""
    return may_view_audit(actor) and actor.is_person and actor.id != staff_id


def may_check_chain(actor: Actor) -> bool:
    """Return whether an actor may have the whole chain of the logs looked through."""
    return may_view_audit(actor) and (actor.is_person or actor.is_system)
