"""`fuwutai account`: the way back for who has lost the password, the telephone or the rights, where no desk helps."""

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
    role = actions.add_parser("restore-role", help=_("let a role do again what it was shipped with"))
    role.add_argument("role", metavar="CODE", help=_("for example administrator"))
    role.set_defaults(act=_restore)


def run(args: argparse.Namespace) -> int:
    """Do what the action says, written down like anything done at the desk. Raises: Misuse for who is unknown."""
    setup_django(args.data)
    from fuwutai.kernel.errors import Conflict, NotFound

    try:
        code: int = args.act(args)
    except (Conflict, NotFound) as problem:
        raise Misuse(str(problem.message)) from problem
    return code


def _person(args: argparse.Namespace) -> int:
    from fuwutai.domain.accounts.queries import staff_id_named

    staff_id = staff_id_named(args.user)
    if staff_id is None:
        raise Misuse(_("Nobody has the account “%(name)s”.") % {"name": args.user})
    return staff_id


def _link(args: argparse.Namespace) -> int:
    """Print the path of the link, to be opened below the address of the desk."""
    from django.urls import reverse
    from django.utils.http import urlencode

    from fuwutai.domain.accounts.commands import make_sign_in_link
    from fuwutai.kernel.actors import Actor

    made = make_sign_in_link(actor=Actor.system("account"), staff_id=_person(args))
    path = f"{reverse('desk:sign_in_link')}?{urlencode({'key': made.secret})}"
    told = {"path": path, "expires_at": made.link.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    print(json.dumps(told) if args.json else path)
    return 0


def _remove(args: argparse.Namespace) -> int:
    """Print nothing but, with --json, whose it was."""
    from fuwutai.domain.accounts.commands import remove_second_factor
    from fuwutai.kernel.actors import Actor

    remove_second_factor(actor=Actor.system("account"), staff_id=_person(args))
    if args.json:
        print(json.dumps({"user": args.user}))
    return 0


def _restore(args: argparse.Namespace) -> int:
    """Print nothing but, with --json, which role it was. A role of the centre's own was never shipped."""
    from fuwutai.domain.accounts.commands import remove_role
    from fuwutai.domain.accounts.rules import PERMISSIONS
    from fuwutai.kernel.actors import Actor
    from fuwutai.kernel.errors import NotFound

    if args.role not in PERMISSIONS:
        raise Misuse(_("No role “%(code)s” was shipped. There are: %(codes)s.") % {
            "code": args.role, "codes": ", ".join(sorted(PERMISSIONS)),
        })  # fmt: skip
    try:
        remove_role(actor=Actor.system("account"), code=args.role)
    except NotFound:
        raise Misuse(_("The role “%(code)s” is as it was shipped.") % {"code": args.role}) from None
    if args.json:
        print(json.dumps({"role": args.role}))
    return 0
