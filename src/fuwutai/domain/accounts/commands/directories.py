"""Say which directories know the passwords of people."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands.identities import PROVIDER_CODE
from fuwutai.domain.accounts.directories import ATTRIBUTE, LONGEST, wrong_authorities, wrong_filter, wrong_place
from fuwutai.domain.accounts.events import DirectorySaved
from fuwutai.domain.accounts.models import Directory, OutsideIdentity
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

WHO_IS_WHO = ("url", "base_dn", "subject_attribute")
"""With another one of these, the same subject may be somebody else."""


@command(statements=7)
def save_directory(
    *,
    actor: Actor,
    directory_id: int | None = None,
    code: str = "",
    name: str,
    url: str,
    uses_starttls: bool = False,
    authorities: str = "",
    base_dn: str,
    search_filter: str,
    bind_dn: str,
    bind_password: str = "",
    mail_attribute: str,
    subject_attribute: str,
    is_on: bool = True,
) -> Directory:
    """Add a directory by which people sign in, or change one; its code stays, an empty password keeps the one there is.

    With another address, base or identifier its people are recognised anew. Another address asks for the password of
    the service account again, so that nobody has it sent to a server of her own.
    Emits: DirectorySaved. Raises: Refused, NotFound, Invalid naming each wrong field.
    """
    if not may_edit_providers(actor):
        raise Refused
    directory = Directory(code=code.strip().lower())
    if directory_id is not None:
        found = Directory.objects.select_for_update(no_key=True).filter(pk=directory_id).first()
        if found is None:
            raise NotFound
        directory = found
    wanted = {
        "name": name.strip(), "url": url.strip(), "authorities": authorities.strip(), "base_dn": base_dn.strip(),
        "search_filter": search_filter.strip(), "bind_dn": bind_dn.strip(),
        "mail_attribute": mail_attribute.strip(), "subject_attribute": subject_attribute.strip(),
    }  # fmt: skip
    uses_starttls = uses_starttls and not wanted["url"].startswith("ldaps:")
    is_new = directory_id is None
    wrong = (_wrong_code(directory.code) if is_new else {}) | _wrong(wanted, uses_starttls)
    if not bind_password and (is_new or _leads_elsewhere(directory, wanted, uses_starttls)):
        wrong["bind_password"] = _("Enter the password of the service account.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    is_moved = not is_new and any(getattr(directory, one) != wanted[one] for one in WHO_IS_WHO)
    for field, value in wanted.items():
        setattr(directory, field, value)
    directory.uses_starttls, directory.is_on = uses_starttls, is_on
    directory.bind_password = bind_password or directory.bind_password
    directory.save()
    if is_moved:
        OutsideIdentity.objects.filter(directory=directory).delete()
    emit(DirectorySaved(directory_id=directory.pk, directory=Code(directory.code), is_on=is_on))
    return directory


def _leads_elsewhere(directory: Directory, wanted: dict[str, str], uses_starttls: bool) -> bool:
    """Return whether the password kept would go to another server, or there less protected than it was."""
    before = (directory.url, directory.uses_starttls, directory.authorities)
    return before != (wanted["url"], uses_starttls, wanted["authorities"])


def _wrong_code(code: str) -> dict[str, Text]:
    if not PROVIDER_CODE.fullmatch(code):
        return {"code": _("Use 1 to 40 small letters, digits and dashes.")}
    if Directory.objects.filter(code=code).exists():
        return {"code": _("This code is taken. Choose another one.")}
    return {}


def _wrong(wanted: dict[str, str], uses_starttls: bool) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not 1 <= len(wanted["name"]) <= 60:
        wrong["name"] = _("Enter the name that people know, at most 60 characters.")
    checks: dict[str, Callable[[str], Text]] = {
        "url": lambda url: wrong_place(url, uses_starttls),
        "authorities": wrong_authorities,
        "search_filter": wrong_filter,
        "mail_attribute": _wrong_attribute,
        "subject_attribute": _wrong_attribute,
        "base_dn": lambda dn: "" if "=" in dn else _("Enter a DN, for example dc=example,dc=cn."),
        "bind_dn": lambda dn: "" if dn else _("Enter the DN of the service account."),
    }
    for field, check in checks.items():
        if text := check(wanted[field]):
            wrong[field] = text
        elif len(wanted[field]) > LONGEST.get(field, len(wanted[field])):
            wrong[field] = _("At most %(most)d characters.") % {"most": LONGEST[field]}
    return wrong


def _wrong_attribute(attribute: str) -> Text:
    return "" if ATTRIBUTE.fullmatch(attribute) else _("Enter the name of one attribute.")
