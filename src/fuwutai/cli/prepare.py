"""`fuwutai prepare` (internal): what `up` does before it starts anything, in a process of its own.

It ends before web and worker begin, so the supervisor never holds Django in memory.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fuwutai.cli import setup_django
from fuwutai.cli.children import end_with_parent
from fuwutai.cli.release import collect_static, migrate_database
from fuwutai.cli.words import words as _

Accounts = list[dict[str, str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what the first content is to be."""
    parser.add_argument("--demo", choices=["zh", "en"])
    parser.add_argument("--as-of")


def run(args: argparse.Namespace) -> int:
    """Print `{"staff": bool, "accounts": […]}` once the data directory is ready."""
    end_with_parent()
    setup_django()
    _greet_redis()
    migrate_database(args.data)
    collect_static(args.data)
    print(json.dumps(_first_content(args.data, args.demo, args.as_of)))
    return 0


def _greet_redis() -> None:
    from django.conf import settings

    if settings.FUWUTAI_REDIS_URL:
        import redis

        redis.Redis.from_url(settings.FUWUTAI_REDIS_URL).ping()


def _first_content(data: Path, demo: str | None, as_of: str | None) -> dict[str, Any]:
    from fuwutai.domain.accounts.queries import centre, staff_exists

    kept = data / "demo.json"
    if staff_exists():
        accounts: Accounts = json.loads(kept.read_text()) if kept.is_file() else []
        return {"staff": True, "accounts": accounts}
    if demo is None or centre() is not None:  # a centre without people was made by an import: no demo goes into it
        return {"staff": False, "accounts": []}
    return {"staff": True, "accounts": _load_demo(kept, demo, as_of)}


def _load_demo(kept: Path, demo: str, as_of: str | None) -> Accounts:
    from datetime import date

    from fuwutai.demo.load import begin
    from fuwutai.kernel.durable_file import write_whole

    print(_("Opening the demo centre; the worker fills in the rest of it …"), file=sys.stderr, flush=True)
    accounts: Accounts = begin(language=demo, as_of=date.fromisoformat(as_of) if as_of else None)
    write_whole(kept, json.dumps(accounts, ensure_ascii=False, indent=1).encode())
    return accounts
