"""What must be known before anybody works on a case: a known incident, for example. Each room registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a banner says of one case: a title, what to do, and where more stands ("" = nowhere)."""

    title: Text
    text: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A banner above the words of a case. `says` reads from the row of the case and from what it keeps in memory."""

    name: str
    place: int
    tone: str
    icon: str
    says: Callable[[Actor, Any], Said | None]


_banners: dict[str, Banner] = {}


def register(banner: Banner) -> Banner:
    """Put a banner above every case of which it has something to say. Raises: TypeError for a name that is taken."""
    if banner.name in _banners:
        raise TypeError(f"the banner {banner.name} is registered twice")
    _banners[banner.name] = banner
    return banner


def banners_for(actor: Actor, case: Any) -> list[dict[str, Any]]:
    """Return what stands above the words of a case for a reader, in order. Cost: none."""
    said = [(one, one.says(actor, case)) for one in sorted(_banners.values(), key=lambda one: (one.place, one.name))]
    return [{"tone": one.tone, "icon": one.icon, "said": what} for one, what in said if what is not None]
