"""Why a customer cannot be erased yet; said by the apps that hold records of them."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date

from fuwutai.kernel.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Why nothing can be erased, in words; `until`: the day from which on this reason is gone, None = not known."""

    code: str
    text: Text
    until: date | None = None


Provider = Callable[[Set[int]], Hindrance | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let an app say what stands in the way of erasing the customer of these ids."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def hindrance(customer_ids: Set[int]) -> Hindrance | None:
    """Return the first thing that stands in the way, or None. Cost: as the providers."""
    return next((found for provider in _providers if (found := provider(customer_ids))), None)
