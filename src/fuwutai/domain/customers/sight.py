"""Which customers somebody sees because of what they turned to us for; said by the apps that know it."""

from collections.abc import Callable

from django.db.models import Exists, Q

from fuwutai.kernel.actors import Actor

Provider = Callable[[Actor], Exists | Q]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let an app say which customers an actor sees: a condition on a customer row, `OuterRef("pk")` being its id."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def in_sight(actor: Actor) -> Q:
    """Return the condition that an actor sees a customer for one of these reasons; nobody without any."""
    condition = Q(pk__in=[])
    for provider in _providers:
        condition |= Q(provider(actor))
    return condition
