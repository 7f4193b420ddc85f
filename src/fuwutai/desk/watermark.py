"""What lies faintly over the screen of a reader, so that a photograph or print says whose it was. Source: S3-5.1-6."""

from typing import Any

from django.utils import timezone

from fuwutai.kernel import clock


def watermark_of(staff: Any, centre: Any) -> dict[str, str] | None:
    """Return name, user name and moment, in the centre's zone; None where the centre does not want it."""
    if centre is None or not centre.has_watermark:
        return None
    at = timezone.localtime(clock.now())
    return {"name": staff.display_name, "username": staff.username, "at": f"{at:%Y-%m-%d %H:%M}"}
