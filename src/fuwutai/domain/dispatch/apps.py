"""Django's registration of the dispatch app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Name the app."""

    name = "fuwutai.domain.dispatch"
    label = "dispatch"
