"""Words of every case of the world that are not said yet: a draft that is shared, and a reply that waits."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from tests import given

from fuwutai.domain.cases.models import Draft, HeldReply
from fuwutai.domain.notices.models import Letter
from fuwutai.kernel import clock


def unsaid(cases: Iterable[Any]) -> dict[str, int]:
    """Return the ids of them, as “draft 5” and “held 5” for the case with the id 5."""
    boss, now, ids = given.administrator().id, clock.now(), {}
    for case in cases:
        words: dict[str, Any] = {"case_id": case.id, "staff_id": boss, "body": f"{case.word}m", "then": "stay"}
        ids[f"draft {case.id}"] = Draft.objects.create(kind="note", shared=True, saved_at=now, **words).pk
        waits = HeldReply(is_timed=True, made_at=now, send_at=now + timedelta(days=1), **words)
        waits.save()
        ids[f"held {case.id}"] = waits.pk
    return ids


def parked_letter(staff_id: int) -> int:
    """Return the id of a mail to a person that was given up."""
    now = clock.now()
    return Letter.objects.create(staff_id=staff_id, way="mail", state="parked", due_at=now, created_at=now).pk
