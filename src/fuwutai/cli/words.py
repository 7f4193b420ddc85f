"""The command line's own words, in the language of the terminal and without loading Django."""

import gettext
import os
from functools import lru_cache
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parent.parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"


def terminal_language() -> str:
    """Return "zh-hans" where the locale is a Chinese one, else "en"."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh-hans" if locale.lower().startswith("zh") else "en"


@lru_cache(maxsize=2)
def _catalogue(language: str) -> gettext.NullTranslations:
    if language != "zh-hans":
        return gettext.NullTranslations()
    from fuwutai.cli.messages import compile_if_stale

    compile_if_stale()
    if not CATALOGUE.is_file():
        return gettext.NullTranslations()
    with CATALOGUE.open("rb") as file:
        return gettext.GNUTranslations(file)


def words(message: str) -> str:
    """Return a sentence in the terminal's language."""
    return _catalogue(terminal_language()).gettext(message)


def noted(message: str) -> str:
    """Mark a sentence for translation that is said later."""
    return message
