"""Django's registration of this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the app `cases`."""

    name = "fuwutai.domain.cases"
    label = "cases"
