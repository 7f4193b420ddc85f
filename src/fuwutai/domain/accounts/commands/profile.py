"""Change what is one's own: the password and the mail address."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands.identities import unlink
from fuwutai.domain.accounts.commands.people import locked_person
from fuwutai.domain.accounts.commands.ways_in import end_ways_in
from fuwutai.domain.accounts.events import MailChanged, PasswordChosen
from fuwutai.domain.accounts.identities import is_anybody_vouching
from fuwutai.domain.accounts.models import Staff, StaffSession
from fuwutai.domain.accounts.second_factor import own_row
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index, normalise_email
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Text

WRONG_PASSWORD: Text = _("This is not your password. Check it and try again.")


@command(statements=10)
def change_own_password(*, actor: Actor, old: str, new: str, staff_session_id: int) -> Staff:
    """Give oneself a new password; all other browsers are signed out, links and tokens for oneself end.

    Emits: PasswordChosen. Raises: NotFound, Invalid naming each wrong field.
    """
    person = own_row(actor, locked=True)
    if not person.check_password(old):
        raise Invalid(WRONG_PASSWORD, fields={"old": WRONG_PASSWORD})
    if old == new:
        same = _("This is the password you have. Choose another one.")
        raise Invalid(same, fields={"password": same})
    give_password(person, new)
    end_sessions(person, but=staff_session_id)
    record_access(actor, "password_chosen", subject="staff", subject_id=person.pk)
    emit(PasswordChosen(staff_id=person.pk))
    return person


@command(statements=11)
def change_mail(*, actor: Actor, staff_id: int, mail: str, password: str = "") -> Staff:
    """Set where a person gets mail and by what single sign-on recognises her; empty takes it away.

    For oneself the password proves who asks, for others whoever may change them. Whoever was recognised by the
    address before is not any more: accounts of other systems are unlinked, and then the person is signed out where
    somebody else changed it. Emits: MailChanged, OutsideIdentitiesUnlinked.
    Raises: Refused, NotFound, Invalid naming each wrong field.
    """
    is_own = actor.is_person and actor.id == staff_id
    person = own_row(actor, locked=True) if is_own else locked_person(actor, staff_id)
    wrong: dict[str, Text] = {}
    normal = normalise_email(mail) if mail.strip() else ""
    index = blind_index("email", normal) if normal else None
    if normal is None:
        wrong["mail"] = _("This is not a mail address. Check it and try again.")
    elif index and Staff.objects.filter(mail_index=index).exclude(pk=person.pk).exists():
        wrong["mail"] = _("Somebody here has this address already. Enter one that is yours alone.")
    if is_own and index and is_anybody_vouching():
        wrong["mail"] = _("Single sign-on knows people by this address, so an administrator enters it. Ask one.")
    if is_own and not person.check_password(password):
        wrong["password"] = WRONG_PASSWORD
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    if person.mail_index == index:
        return person
    person.mail, person.mail_index = mail.strip() or None, index
    person.save(update_fields=["mail", "mail_index"])
    emit(MailChanged(staff_id=person.pk, has_mail=index is not None))
    if unlink(person) and not is_own:
        end_sessions(person)
    return person


@command(statements=3)
def rename_session(*, actor: Actor, staff_session_id: int, session_key: str) -> None:
    """Keep the session of a browser whose key was exchanged. Raises: NotFound for one that is not one's own."""
    own = StaffSession.objects.filter(pk=staff_session_id, staff_id=actor.id or 0, ended_at=None)
    if not actor.is_person or not own.update(session_key=session_key):
        raise NotFound


def give_password(person: Staff, password: str) -> None:
    """Store the password that a person chose herself, and end her links and tokens. Raises: Invalid for a weak one.

    Cost: 3 statements.
    """
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Invalid(
            _("Some answers are missing or wrong."), fields={"password": " ".join(weak.messages)}
        ) from weak  # fmt: skip
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    end_ways_in(Q(staff=person))


def end_sessions(person: Staff, *, but: int = 0) -> None:
    """Sign a person out of all browsers but one. Cost: 1 statement."""
    StaffSession.objects.filter(staff=person, ended_at=None).exclude(pk=but).update(ended_at=clock.now())
