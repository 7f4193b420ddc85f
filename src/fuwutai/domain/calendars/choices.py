"""Stable codes of calendars and their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What a day rule makes of its date."""

    HOLIDAY = "holiday", _("Holiday")
    WORKING_DAY = "working_day", _("Adjusted working day")
    SPECIAL_HOURS = "special_hours", _("Special hours")


class DaySource(models.TextChoices):
    """Where a day rule comes from; a later one in this list is never overwritten by an earlier one."""

    SEED = "seed", _("Shipped with the product")
    ICAL = "ical", _("Imported calendar file")
    MANUAL = "manual", _("Entered by hand")
