"""Who may change calendars; everybody may read them."""

from fuwutai.kernel.actors import Actor


def may_edit_calendars(actor: Actor) -> bool:
    """Tell whether the actor may create calendars and change their hours and days."""
    return actor.may("calendars.edit")
