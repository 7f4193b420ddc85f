"""Django's registration of this app."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Names the app `standards`."""

    name = "fuwutai.domain.standards"
    label = "standards"
