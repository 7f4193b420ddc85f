"""Django's registration of this app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Names the app `notices`."""

    name = "fuwutai.domain.notices"
    label = "notices"
