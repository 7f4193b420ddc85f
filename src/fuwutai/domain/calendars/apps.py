"""Django's registration of the calendars app."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Name the app."""

    name = "fuwutai.domain.calendars"
    label = "calendars"
