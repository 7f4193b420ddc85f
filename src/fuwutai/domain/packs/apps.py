"""Django's registration of this app."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Names the app `packs`."""

    name = "fuwutai.domain.packs"
    label = "packs"

    def ready(self) -> None:
        """Offer what the packs say about their clauses to whoever asks for evidence."""
        from fuwutai.domain.evidence.bindings import bind_from
        from fuwutai.domain.packs.bindings import pack_bindings

        bind_from(pack_bindings)
