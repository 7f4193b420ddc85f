"""`fuwutai token`: give out, list and withdraw the keys with which programs act as people."""

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import Misuse
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai token`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help=_("make a token and print it, this once"))
    create.add_argument("--user", required=True, metavar="NAME", help=_("the account as which the program acts"))
    scopes = _("what it may do, such as cases:read")
    create.add_argument("--scope", required=True, nargs="+", action="extend", metavar="CODE", help=scopes)
    create.add_argument("--expires", type=int, metavar="DAYS", help=_("after so many days; without it, never"))
    create.set_defaults(act=_create)
    listing = actions.add_parser("list", help=_("print the tokens that still open something"))
    listing.set_defaults(act=_list)
    revoke = actions.add_parser("revoke", help=_("withdraw a token for good"))
    revoke.add_argument("id", type=int, metavar="ID", help=_("its number, from `fuwutai token list`"))
    revoke.set_defaults(act=_revoke)


def run(args: argparse.Namespace) -> int:
    """Do what the action says and return its exit code. Raises: Misuse for an unknown person, scope or token."""
    setup_django(args.data)
    code: int = args.act(args)
    return code


def _create(args: argparse.Namespace) -> int:
    """Print the token and nothing else, or with --json what it is."""
    from fuwutai.domain.accounts.commands import create_token
    from fuwutai.domain.accounts.queries import staff_id_named
    from fuwutai.kernel.actors import Actor
    from fuwutai.kernel.errors import Invalid, NotFound

    staff_id = staff_id_named(args.user)
    if staff_id is None:
        raise Misuse(_("Nobody has the account “%(name)s”.") % {"name": args.user})
    try:
        made = create_token(
            actor=Actor.system("token"), staff_id=staff_id, scopes=args.scope, expires_days=args.expires
        )
    except Invalid as problem:
        raise Misuse(" ".join(str(text) for text in problem.fields.values())) from problem
    except NotFound as problem:
        raise Misuse(str(problem.message)) from problem
    print(json.dumps({**_told(made.token), "token": made.secret}) if args.json else made.secret)
    return 0


def _list(args: argparse.Namespace) -> int:
    """Print one line for each token: number, account, scopes, until when, when last used."""
    from fuwutai.domain.accounts.queries import tokens
    from fuwutai.kernel.actors import Actor

    found = [
        {**_told(one), "user": one.staff.username, "last_used_at": _moment(one.last_used_at)}
        for one in tokens(Actor.system("token"))
    ]
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        until = one["expires_at"] or _("without end")
        used = one["last_used_at"] or _("never used")
        print(f"{one['id']:>6}  {one['user']}  {','.join(one['scopes'])}  {until}  {used}")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    """Print nothing but, with --json, the number of the token."""
    from fuwutai.domain.accounts.commands import revoke_token
    from fuwutai.kernel.actors import Actor
    from fuwutai.kernel.errors import NotFound

    try:
        token = revoke_token(actor=Actor.system("token"), token_id=args.id)
    except NotFound as problem:
        raise Misuse(str(problem.message)) from problem
    if args.json:
        print(json.dumps({"id": token.pk}))
    return 0


def _told(token: Any) -> dict[str, Any]:
    return {"id": token.pk, "scopes": token.scopes, "expires_at": _moment(token.expires_at)}


def _moment(value: datetime | None) -> str | None:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if value else None
