"""Django's registration of the knowledge app."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Name the app."""

    name = "fuwutai.domain.knowledge"
    label = "knowledge"
