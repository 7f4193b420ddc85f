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
        import_module("fuwutai.domain.cases.file_reactions")
        import_module("fuwutai.domain.cases.rule_kinds_files")
        import_module("fuwutai.domain.cases.rule_kinds_threads")
        import_module("fuwutai.domain.cases.sending")
        import_module("fuwutai.domain.cases.jobs_lists")
        for room in ("rule_kinds", "reactions", "jobs"):
            import_module(f"fuwutai.domain.cases.{room}_course")
            import_module(f"fuwutai.domain.cases.{room}_closing")
        import_module("fuwutai.domain.cases.work_reactions")
