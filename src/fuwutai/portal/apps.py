"""Django's registration of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Names the customer surface."""

    name = "fuwutai.portal"
    label = "portal"
