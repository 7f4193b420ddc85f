"""Django's registration of this app."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    """Names the app `sla`."""

    name = "fuwutai.domain.sla"
    label = "sla"
