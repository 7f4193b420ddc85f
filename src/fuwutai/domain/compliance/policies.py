"""Who may look into the logs."""

from fuwutai.kernel.actors import Actor


def may_view_audit(actor: Actor) -> bool:
    """Return whether an actor may see who did, saw and exported what. Source: S3-5.2-7."""
    return actor.may("audit.view")
