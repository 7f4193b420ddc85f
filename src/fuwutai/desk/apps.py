"""Django's registration of the desk."""

from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the staff surface."""

    name = "fuwutai.desk"
    label = "desk"

    def ready(self) -> None:
        """Lend the words of mails to `notices`."""
        import_module("fuwutai.desk.notices.mails")
