"""Refusals that a person or a program is told about, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Say what happened and what to do next; `kernel.http` turns it into form error, toast or problem+json."""

    code = "refused"
    http_status = 400

    def __init__(
        self, message: Text = "", *, code: str = "", fields: Mapping[str, Text] | None = None, **facts: Any
    ) -> None:
        super().__init__(str(code or self.code))
        self.message: Text = message or _("This could not be done. Reload the page and try again.")
        self.code = code or type(self).code
        self.fields: dict[str, Text] = dict(fields or {})
        self.facts = facts


class NotFound(DomainError):
    """The thing does not exist for this actor: hidden equals absent."""

    code = "not_found"
    http_status = 404

    def __init__(self, message: Text = "", **more: Any) -> None:
        super().__init__(
            message or _("Nothing was found here. It may have been moved, or it is not yours to see."), **more
        )


class Refused(DomainError):
    """The actor may see the thing but not do this with it."""

    code = "forbidden"
    http_status = 403

    def __init__(self, message: Text = "", **more: Any) -> None:
        super().__init__(message or _("Your role does not allow this. Ask your supervisor."), **more)


class Invalid(DomainError):
    """The input cannot be accepted as it is; `fields` names what to mend."""

    code = "invalid"
    http_status = 422


class Conflict(DomainError):
    """The state of the thing does not allow this, or somebody else was faster."""

    code = "conflict"
    http_status = 409


class TooMany(DomainError):
    """The caller asks too often; `facts['retry_after_seconds']` says when to come back."""

    code = "too_many_requests"
    http_status = 429
