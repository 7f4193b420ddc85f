"""Django's registration of this app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Names the app `exports`."""

    name = "fuwutai.domain.exports"
    label = "exports"
