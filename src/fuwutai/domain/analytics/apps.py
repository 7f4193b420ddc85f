"""Django's registration of this app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Names the app `analytics`."""

    name = "fuwutai.domain.analytics"
    label = "analytics"
