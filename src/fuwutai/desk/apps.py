"""Django's registration of the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the staff surface."""

    name = "fuwutai.desk"
    label = "desk"
