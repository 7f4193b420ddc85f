"""Django's registration of the demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Names the demo, so that its jobs are known to the worker."""

    name = "fuwutai.demo"
    label = "demo"
