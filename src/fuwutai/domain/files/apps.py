"""Django's registration of the files app."""

from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Name the app."""

    name = "fuwutai.domain.files"
    label = "files"

    def ready(self) -> None:
        """Let a rotation of the keys move files too."""
        import_module("fuwutai.domain.files.rotating")
