"""What templates say of files: addresses of pictures, limits, and what was taken out of a message."""

from typing import Any

from django import template
from django.urls import reverse

from fuwutai.desk.case_files.opening import preview_pass
from fuwutai.domain.cases.policies import may_redact
from fuwutai.domain.cases.speech.attachments import ACCEPTED, MEGABYTE, facts_for_limits, limits_for, said_limits

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_url(context: dict[str, Any], case_id: int, attachment_id: int) -> str:
    """Return the address of the small picture of a file, the same all day for this reader."""
    actor = context["request"].actor
    return f"{reverse('desk:case_file_preview', args=[case_id, attachment_id])}?look={preview_pass(actor, case_id)}"


@register.simple_tag(takes_context=True)
def reader_may_redact(context: dict[str, Any], case: Any) -> bool:
    """Return whether who reads the page may take something out of the case."""
    return may_redact(context["request"].actor, case)


@register.simple_tag
def file_limits(case: Any) -> dict[str, Any]:
    """Return how much may be sent with a message of a case: in words, in bytes, and of which kinds."""
    limits = limits_for(facts_for_limits(case))
    return {
        "said": said_limits(limits),
        "bytes": limits.each_megabytes * MEGABYTE,
        "number": limits.files,
        "accept": ACCEPTED,
    }
