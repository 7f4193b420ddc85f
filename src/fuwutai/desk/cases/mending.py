"""Where one mends what is missing before a case may be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """What is missing, and where it is mended: in a dialog, or on the page of the case."""

    code: str
    label: str
    url: str
    in_dialog: bool


def mends_of(case: Any, missing: Iterable[str]) -> list[Mend]:
    """Return for what is missing where it is mended, in the same order. Cost: none."""
    page = reverse("desk:case", args=[case.pk])
    places = {
        "resolution": (_("Record the result"), reverse("desk:case_result", args=[case.pk]), True),
        "cause": (_("Record the result"), reverse("desk:case_result", args=[case.pk]), True),
        "result_sent": (_("Write to the customer"), f"{page}#composer-body", False),
        "verified": (_("Note a call-back"), reverse("desk:case_call_back", args=[case.pk]), True),
        "rating": (_("Record the rating"), reverse("desk:case_rating", args=[case.pk]), True),
        "tasks": (_("See the tasks"), f"{page}#case-cards", False),
        "children": (_("See the cases below"), f"{page}#case-cards", False),
    }
    return [
        Mend(code=code, label=places[code][0], url=places[code][1], in_dialog=places[code][2])
        for code in missing
        if code in places
    ]
