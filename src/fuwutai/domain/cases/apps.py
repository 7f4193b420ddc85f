"""Django's registration of this app."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the app `cases`."""

    name = "fuwutai.domain.cases"
    label = "cases"

    def ready(self) -> None:
        """Let `customers` know whom somebody sees because of her cases, and how long their records are kept."""
        import_module("fuwutai.domain.cases.customers_in_sight")
        import_module("fuwutai.domain.cases.records")
        import_module("fuwutai.domain.cases.actions.shipped")
