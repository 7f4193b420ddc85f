"""The words of mails, which a surface lends, and the sending of a letter that was claimed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from fuwutai.domain.accounts.queries import active_staff, centre, centre_zone
from fuwutai.domain.notices.choices import BROKEN_OFF, NO_SERVER, NOT_SET_UP, REFUSED
from fuwutai.domain.notices.commands import claim_letter, note_letter_sent, park_letter, put_letter_off
from fuwutai.domain.notices.commands.letters import Claimed
from fuwutai.kernel import mail
from fuwutai.kernel.actors import Actor

NOTICES = Actor.system("notices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a mail says, without any personal data of customers."""

    subject: str
    text: str
    html: str


Writer = Callable[[Actor, Sequence[Any]], Words]
_writers: list[Writer] = []


def lends_words(writer: Writer) -> Writer:
    """Register who says notices in words, in the language of the reader; no notices at all are a mail to try it out."""
    _writers[:] = [writer]
    return writer


def send_letter(letter_id: int) -> None:
    """Send a letter that is due, if it still is to be sent; what becomes of it stands in its row.

    At most once: what was claimed and not said to be sent or refused is never sent again by itself.
    """
    claimed = claim_letter(actor=NOTICES, letter_id=letter_id)
    if claimed is None:
        return
    if not mail.is_set_up():
        put_letter_off(actor=NOTICES, letter_id=letter_id, trouble=NOT_SET_UP, answer="")
        return
    try:
        mail.send(_mail(claimed))
    except mail.Unsure as broken:
        park_letter(actor=NOTICES, letter_id=letter_id, trouble=BROKEN_OFF, answer=broken.answer)
    except mail.NotSent as refused:
        trouble = REFUSED if refused.was_reached else NO_SERVER
        give_up = park_letter if refused.for_good else put_letter_off
        give_up(actor=NOTICES, letter_id=letter_id, trouble=trouble, answer=refused.answer)
    else:
        note_letter_sent(actor=NOTICES, letter_id=letter_id)


def _mail(claimed: Claimed) -> mail.Mail:
    person = active_staff(claimed.actor.id or 0)
    here = centre()
    language = (person and person.language) or (here.language if here else settings.LANGUAGE_CODE)
    with translation.override(language), timezone.override(centre_zone()):
        words = _writers[0](claimed.actor, claimed.notices)
    domain = mail.sender_address().rpartition("@")[2]
    return mail.Mail(
        to=claimed.address, subject=words.subject, text=words.text, html=words.html,
        message_id=f"notices.{claimed.letter_id}.{int(claimed.created_at.timestamp())}@{domain}",
        headers={"List-Unsubscribe": f"<{settings.FUWUTAI_URL}/desk/notices/settings>"},
    )  # fmt: skip
