"""`fuwutai reference`: write the pages of docs/reference that are made from the registries."""

import argparse
import sys
from pathlib import Path

from fuwutai.cli import setup_django_aside
from fuwutai.cli.trouble import FOUND_WRONG, Trouble
from fuwutai.cli.words import words as _

CLONE = Path(__file__).resolve().parents[3]
FOLDER = CLONE / "docs" / "reference"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to write or only to compare."""
    parser.add_argument("--check", action="store_true", help=_("change nothing; exit 1 if a page is out of date"))


def run(args: argparse.Namespace) -> int:
    """Write what changed, or name the pages that are out of date."""
    if not (CLONE / "pyproject.toml").is_file():
        raise Trouble(_("The reference is written in a clone of the repository, not in an installed package."))
    stale = stale_pages()
    for name, text in stale.items():
        print(name)
        if not args.check:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(text, encoding="utf-8")
    if stale and args.check:
        print(_("Out of date. Run `fuwutai reference` and commit what it writes."), file=sys.stderr)
        return FOUND_WRONG
    return 0


def stale_pages() -> dict[str, str]:
    """Return the pages that differ from what the registries say now."""
    setup_django_aside()
    from fuwutai.cli.reference_pages import pages

    return {
        name: text
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    }
