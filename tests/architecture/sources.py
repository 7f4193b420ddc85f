"""The source tree as the architecture tests read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import fuwutai

PACKAGE = Path(fuwutai.__file__).parent
CLONE = PACKAGE.parents[1]


def files(*suffixes: str) -> Iterator[Path]:
    """Yield the files of package and tests, but not migrations, which are history."""
    for root in (PACKAGE, CLONE / "tests", CLONE / "benchmarks"):
        for path in sorted(root.rglob("*")):
            if path.suffix in suffixes and not {"migrations", "__pycache__"} & set(path.parts):
                yield path


def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """Return a file's name from the root of the clone."""
    return path.relative_to(CLONE).as_posix()


def imports(path: Path) -> set[str]:
    """Return the modules a file imports, at its top or inside."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
