"""Where the files of the design are."""

from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "fuwutai"
DESIGN = SRC / "design" / "static" / "design"
DESK = SRC / "desk" / "static" / "desk"
PORTAL = SRC / "portal" / "static" / "portal"
SHEETS = sorted([*DESIGN.glob("*.css"), *PORTAL.glob("*.css")])
SCRIPTS = sorted([*DESIGN.glob("*.js"), *DESK.glob("*.js"), *PORTAL.glob("*.js")])
TEMPLATES = sorted(
    path for app in ("design", "desk", "portal") for path in (SRC / app / "templates").rglob("*.html")
)
