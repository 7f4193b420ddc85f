"""`fuwutai account`: let somebody back in who has lost the password or the telephone, where nobody can at the desk."""

import argparse
import json

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import Misuse
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai account`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    link = actions.add_parser("link", help=_("print a link by which somebody chooses a new password, once"))
    link.add_argument("user", metavar="NAME", help=_("the user name"))
    link.set_defaults(act=_link)
    factor = actions.add_parser("remove-second-factor", help=_("let somebody sign in without the lost telephone"))
    factor.add_argument("user", metavar="NAME", help=_("the user name"))
    factor.set_defaults(act=_remove)


def run(args: argparse.Namespace) -> int:
    """Do what the action says, written down like anything done at the desk. Raises: Misuse for an unknown person."""
    setup_django(args.data)
    from fuwutai.domain.accounts.queries import staff_id_named
    from fuwutai.kernel.errors import Conflict, NotFound

    staff_id = staff_id_named(args.user)
    if staff_id is None:
        raise Misuse(_("Nobody has the account “%(name)s”.") % {"name": args.user})
    try:
        code: int = args.act(args, staff_id)
    except (Conflict, NotFound) as problem:
        raise Misuse(str(problem.message)) from problem
    return code


def _link(args: argparse.Namespace, staff_id: int) -> int:
    """Print the path of the link, to be opened below the address of the desk."""
    from django.urls import reverse
    from django.utils.http import urlencode

    from fuwutai.domain.accounts.commands import make_sign_in_link
    from fuwutai.kernel.actors import Actor

    made = make_sign_in_link(actor=Actor.system("account"), staff_id=staff_id)
    path = f"{reverse('desk:sign_in_link')}?{urlencode({'key': made.secret})}"
    told = {"path": path, "expires_at": made.link.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    print(json.dumps(told) if args.json else path)
    return 0


def _remove(args: argparse.Namespace, staff_id: int) -> int:
    """Print nothing but, with --json, whose it was."""
    from fuwutai.domain.accounts.commands import remove_second_factor
    from fuwutai.kernel.actors import Actor

    remove_second_factor(actor=Actor.system("account"), staff_id=staff_id)
    if args.json:
        print(json.dumps({"user": args.user}))
    return 0
