"""What manuals can prove by themselves: when they were revised."""

from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.standards.choices import APPROVED
from fuwutai.domain.standards.models import ManualVersion
from fuwutai.domain.standards.providers import activity
from fuwutai.domain.standards.queries import Rule


def _revised_on(rule: Rule, since: date, until: date) -> list[date]:
    """Return the days on which versions of the rule's manual took effect; the first version revises nothing."""
    if rule.manual_id is None:
        return []
    zone = centre_zone()
    rows = ManualVersion.objects.filter(
        manual_id=rule.manual_id,
        number__gt=1,
        state=APPROVED,
        effective_from__gte=datetime.combine(since, time.min, tzinfo=zone),
        effective_from__lt=datetime.combine(until, time.min, tzinfo=zone),
    )
    moments = rows.order_by("effective_from").values_list("effective_from", flat=True)
    return [moment.astimezone(zone).date() for moment in moments if moment is not None]


activity("manual_revision", title=_("Versions of this manual that took effect"), done_on=_revised_on)
