"""Who may read, change and approve manuals and their figures."""

from fuwutai.kernel.actors import Actor


def may_read_rules(actor: Actor) -> bool:
    """Return whether an actor may see what the centre has promised: everybody who works there. Source: S3-8.1.1-1."""
    return actor.is_staff or actor.is_system


def may_draft(actor: Actor) -> bool:
    """Return whether an actor may prepare a new version of a manual, comment on it and send it for review."""
    return actor.may("standards.edit")


def may_edit_rules(actor: Actor) -> bool:
    """Return whether an actor may put rules in and out of force: by approving, rolling back or deciding a conflict."""
    return actor.may("standards.approve")


def may_approve(actor: Actor, author_id: int | None) -> bool:
    """Return whether an actor may approve a version that somebody else has written."""
    return may_edit_rules(actor) and (actor.is_system or actor.id != author_id)


def may_announce(actor: Actor) -> bool:
    """Return whether an actor may make an approved version known and ask people to confirm that they read it."""
    return may_edit_rules(actor)
