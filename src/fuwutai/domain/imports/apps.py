"""Django's registration of this app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Names the app `imports`."""

    name = "fuwutai.domain.imports"
    label = "imports"
