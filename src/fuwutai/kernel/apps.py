"""Django's registration of the kernel."""

from importlib import import_module, util

from django.apps import AppConfig, apps


class KernelConfig(AppConfig):
    """Collect every app's events, reactions and jobs once all models are loaded."""

    name = "fuwutai.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Import the modules in which apps declare what they emit, react to, and can prove."""
        for app in apps.get_app_configs():
            if not app.name.startswith("fuwutai."):
                continue
            for room in ("housekeeping", "repairs", "events", "rule_kinds", "evidence", "reactions", "jobs"):
                if util.find_spec(f"{app.name}.{room}"):
                    import_module(f"{app.name}.{room}")
