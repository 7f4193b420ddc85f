"""Django's registration of this app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Names the app `evidence`."""

    name = "fuwutai.domain.evidence"
    label = "evidence"
