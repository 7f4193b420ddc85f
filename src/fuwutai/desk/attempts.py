"""Which answers are refused attempts of somebody signed in, at the desk and at the API alike."""

from django.http import HttpRequest, HttpResponseBase

from fuwutai.kernel.attempts import MISSED, REFUSED, note_attempt

LONGEST_PLACE = 60
MOST_ID = 2**63 - 1
NO_ATTEMPT = "not_an_attempt"
"""What an answer carries that refuses a form for its age, not a person for her rights."""


def note_refused(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Write down a 403, and a 404 of an address that names something: what the view had begun is rolled back by now.

    Strangers are left to the rate limits. Source: S3-5.1-5.
    """
    actor, match = getattr(request, "actor", None), request.resolver_match
    if answer.status_code not in (403, 404) or match is None or actor is None or not actor.is_staff:
        return
    if hasattr(answer, NO_ATTEMPT) or (answer.status_code == 404 and not match.kwargs):
        return
    subject, subject_id = _thing(match.kwargs)
    note_attempt(
        actor, REFUSED if answer.status_code == 403 else MISSED,
        place=match.view_name[:LONGEST_PLACE], subject=subject, subject_id=subject_id,
    )  # fmt: skip


def _thing(named: dict[str, object]) -> tuple[str, int | None]:
    """Return what an address names first: “case_id” is a case. Of a name or a code there is no number to keep."""
    for name, value in named.items():
        if name.endswith("_id"):
            number = int(str(value)) if str(value).isdecimal() else -1
            return name.removesuffix("_id")[:40], number if 0 <= number <= MOST_ID else None
    return "", None
