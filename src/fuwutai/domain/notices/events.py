"""What is written down of notices: how people are told, and what was done with mails that are stuck."""

from fuwutai.kernel.events import Code, Event, event


@event("notices.own_settings_changed", subject="staff")
class OwnSettingsChanged(Event):
    """A person changed how she is told."""

    staff_id: int


@event("notices.role_settings_changed", subject="notice_settings")
class RoleSettingsChanged(Event):
    """The centre changed how the people of a role are told; `as_shipped`: it follows what is shipped again."""

    notice_settings_id: int
    role: Code
    as_shipped: bool


@event("notices.letter_retried", subject="letter")
class LetterRetried(Event):
    """A mail that was stuck is tried again."""

    letter_id: int


@event("notices.letter_discarded", subject="letter")
class LetterDiscarded(Event):
    """A mail that was stuck was given up."""

    letter_id: int
