"""Django's registration of this app."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Names the app `notices`."""

    name = "fuwutai.domain.notices"
    label = "notices"

    def ready(self) -> None:
        """Let people hear of the cases that they follow."""
        import_module("fuwutai.domain.notices.following")
        import_module("fuwutai.domain.notices.closing")
        import_module("fuwutai.domain.notices.mentions")
        import_module("fuwutai.domain.notices.side_talks")
        import_module("fuwutai.domain.notices.automation")
