"""What commands of presence and skills are measured with."""

from typing import Any

from tests import given

from fuwutai.domain.accounts import commands as accounts


def _rating() -> dict[str, Any]:
    skill = accounts.save_skill(actor=given.administrator(), code="sichuan", name="四川话")
    return {"actor": given.administrator(), "staff_id": given.staff().pk, "skill_id": skill.pk, "level": 3}


SCENARIOS = {
    "saying that somebody is in a meeting": (
        accounts.set_presence,
        lambda: {"actor": given.supervisor(), "staff_id": given.staff().pk, "state": "meeting"},
    ),
    "setting a capacity": (
        accounts.set_capacity,
        lambda: {"actor": given.administrator(), "staff_id": given.staff().pk, "channel": "chat", "most": 3},
    ),
    "adding a skill": (
        accounts.save_skill,
        lambda: {"actor": given.administrator(), "code": "sichuan", "name": "四川话"},
    ),
    "rating somebody in a skill": (accounts.rate_skill, _rating),
}
