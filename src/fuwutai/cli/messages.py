"""`fuwutai messages`: collect the words to translate, check the translations, compile them."""

import argparse
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuwutai import __version__
from fuwutai.cli.words import words as _

if TYPE_CHECKING:
    from babel.messages import Catalog

PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES"
SOURCE, COMPILED = FOLDER / "django.po", FOLDER / "django.mo"
KEYWORDS: dict[str, Any] = {
    "_": None, "N_": None, "noted": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\([A-Za-z_]\w*\)[a-z]|%[sd]|\{[A-Za-z_]\w*\}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to write or only to look."""
    parser.add_argument(
        "--check", action="store_true", help=_("change nothing; exit 1 if a translation is missing or wrong")
    )


def run(args: argparse.Namespace) -> int:
    """Bring the catalogue up to date with the sources, or say what is wrong with it."""
    catalogue = _read()
    before = {message.id for message in catalogue if message.id}
    wanted = _collect()
    catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    faults = list(_faults(catalogue, before))
    for fault in faults:
        print(fault)
    if not args.check:
        _write(catalogue)
        compile_if_stale()
        print(
            f"{len(catalogue)} messages, {len(catalogue.obsolete)} obsolete, {len(faults)} to mend",
            file=sys.stderr,
        )
        return 0
    return 1 if faults else 0


def compile_if_stale() -> None:
    """Write the compiled catalogue where the source is newer; costs two looks at the disk otherwise."""
    try:
        newest = SOURCE.stat().st_mtime_ns
        if COMPILED.exists() and COMPILED.stat().st_mtime_ns >= newest:
            return
    except OSError:
        return
    from babel.messages.mofile import write_mo

    partial = COMPILED.with_name(f".{COMPILED.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            write_mo(file, _read())
        os.utime(partial, ns=(newest, newest))
        partial.replace(COMPILED)
    except OSError:
        partial.unlink(missing_ok=True)  # a read-only installation keeps the words it came with


def _read() -> "Catalog":
    from babel.messages import Catalog
    from babel.messages.pofile import read_po

    if not SOURCE.exists():
        return Catalog(locale="zh_Hans", project="Fuwutai", version=__version__, charset="utf-8", fuzzy=False)
    with SOURCE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def _write(catalogue: "Catalog") -> None:
    from babel.messages.pofile import write_po

    catalogue.msgid_bugs_address = catalogue.last_translator = ""
    catalogue.language_team = "zh_Hans"
    catalogue.revision_date = catalogue.creation_date  # a header that moves would make every merge a conflict
    FOLDER.mkdir(parents=True, exist_ok=True)
    with SOURCE.open("wb") as file:
        # no line numbers: an edit above a sentence must not change the catalogue
        write_po(file, catalogue, width=110, include_lineno=False, omit_header=False, sort_by_file=True)


def _collect() -> "Catalog":
    from babel.messages import Catalog
    from babel.messages.extract import extract

    found = Catalog(locale="zh_Hans", project="Fuwutai", version=__version__, charset="utf-8", fuzzy=False)
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts or "data" in path.parts:
            continue
        for _number, message, _comments, context in extract("python", _python_of(path), KEYWORDS):
            name = path.relative_to(PACKAGE.parent).as_posix()
            found.add(message, locations=[(name, 0)], context=context)
    return found


def _python_of(path: Path) -> io.BytesIO:
    """Return a file as Python; a template as the calls that its tags stand for."""
    if path.suffix == ".py":
        return io.BytesIO(path.read_bytes())
    from django.utils.translation.template import templatize

    text: str = templatize(path.read_text(), origin=str(path))
    return io.BytesIO("\n".join(line.strip() for line in text.splitlines()).encode())


def _faults(catalogue: "Catalog", before: set[Any]) -> Iterator[str]:
    for message in catalogue:
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if message.id not in before or not texts or not all(texts):
            yield f"missing: {name}"
        elif message.fuzzy:
            yield f"fuzzy: {name}"
        elif any(_placeholders(text) != _placeholders(_counterpart(message.id)) for text in texts):
            yield f"placeholders differ: {name}"


def _counterpart(name: Any) -> str:
    return name if isinstance(name, str) else str(name[-1])


def _placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))
