"""What the icon sprite holds."""

import re
from pathlib import Path

SPRITE = Path(__file__).parent / "static" / "design" / "icons.svg"


def icon_names() -> list[str]:
    """Return the name of every icon, in the order of the sprite."""
    return re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8"))
