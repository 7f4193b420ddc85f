"""Django's registration of the automation app."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    """Name the app."""

    name = "fuwutai.domain.automation"
    label = "automation"
