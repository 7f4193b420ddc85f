"""Django's registration of this app."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Names the app `compliance`."""

    name = "fuwutai.domain.compliance"
    label = "compliance"
