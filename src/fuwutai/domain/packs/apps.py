"""Django's registration of this app."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Names the app `packs`."""

    name = "fuwutai.domain.packs"
    label = "packs"
