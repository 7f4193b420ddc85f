"""Stable codes of notices, of the ways in which people are told, and of the mails that carry them."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import pgettext_lazy

ESCALATED: Final = "sla.escalated"
ANNOUNCED: Final = "standards.version_announced"
READING_OVERDUE: Final = "standards.reading_overdue"
TAKEN_BACK: Final = "standards.announcement_taken_back"
REVISION_DUE: Final = "standards.revision_due"
REVIEW_ASKED: Final = "standards.version_submitted"
REVIEW_ENDED: Final = "standards.version_returned"
APPROVED: Final = "standards.version_approved"
RESTORED: Final = "standards.version_restored"
NOT_APPROVED: Final = "standards.approval_withdrawn"
GIVEN_UP: Final = "standards.version_discarded"
UNUSUAL: Final = "compliance.unusual"
CHAIN_BROKEN: Final = "compliance.chain_broken"
WATCHED: Final = "cases.watched"
WOKEN: Final = "cases.woken"
URGED: Final = "cases.urged"
SUPERVISED: Final = "cases.supervised"
REDONE: Final = "cases.redone"
HAND_OVER: Final = "cases.hand_over"
HELD_UP: Final = "cases.held_up"
UNFINISHED: Final = "cases.unfinished"
MENTIONED: Final = "cases.mentioned"
REPLY_STOPPED: Final = "cases.reply_stopped"
SIDE_ASKED: Final = "cases.side_asked"
SIDE_ANSWERED: Final = "cases.side_answered"
LOOPED: Final = "automation.looped"
EXPORT_READY: Final = "exports.ready"
CODES = {
    SIDE_ASKED: pgettext_lazy("notice", "A colleague asks your team something"),
    SIDE_ANSWERED: pgettext_lazy("notice", "An answer came beside a case"),
    MENTIONED: pgettext_lazy("notice", "A colleague names you in a note"),
    REPLY_STOPPED: pgettext_lazy("notice", "A reply was not sent"),
    ESCALATED: pgettext_lazy("notice", "A deadline is in danger"),
    ANNOUNCED: pgettext_lazy("notice", "A change of a manual is to be read"),
    READING_OVERDUE: pgettext_lazy("notice", "A change of a manual is still to be read"),
    TAKEN_BACK: pgettext_lazy("notice", "An announced change of a manual does not come"),
    REVISION_DUE: pgettext_lazy("notice", "A manual is due for its revision"),
    REVIEW_ASKED: pgettext_lazy("notice", "A version of a manual waits for its review"),
    REVIEW_ENDED: pgettext_lazy("notice", "A version of a manual came back from review"),
    APPROVED: pgettext_lazy("notice", "A version of a manual was approved"),
    RESTORED: pgettext_lazy("notice", "A manual was rolled back"),
    NOT_APPROVED: pgettext_lazy("notice", "The approval of a version was taken back"),
    GIVEN_UP: pgettext_lazy("notice", "A version of a manual was given up"),
    UNUSUAL: pgettext_lazy("notice", "Something unusual was found in the logs"),
    CHAIN_BROKEN: pgettext_lazy("notice", "The logs are not what was written"),
    WATCHED: pgettext_lazy("notice", "Something happened in a case that you watch"),
    WOKEN: pgettext_lazy("notice", "A snoozed case is back"),
    URGED: pgettext_lazy("notice", "A customer asks where we are with a case"),
    SUPERVISED: pgettext_lazy("notice", "A superior watches over a case"),
    REDONE: pgettext_lazy("notice", "A case is to be done again"),
    HAND_OVER: pgettext_lazy("notice", "Who answers for a case"),
    HELD_UP: pgettext_lazy("notice", "A resolved case does not close by itself"),
    UNFINISHED: pgettext_lazy("notice", "A customer closed a case of which something is missing"),
    LOOPED: pgettext_lazy("notice", "A rule of automation went in a circle"),
    EXPORT_READY: pgettext_lazy("notice", "A file you asked for is ready"),
}

MINE, WATCHING, NAMED, LEADING, MANUALS, SYSTEM = "mine", "watching", "named", "leading", "manuals", "system"
GROUPS = {
    MINE: pgettext_lazy("notices", "My cases"),
    WATCHING: pgettext_lazy("notices", "Cases I watch"),
    NAMED: pgettext_lazy("notices", "Where I am named"),
    LEADING: pgettext_lazy("notices", "Deadlines and supervision"),
    MANUALS: pgettext_lazy("notices", "Manuals"),
    SYSTEM: pgettext_lazy("notices", "The system"),
}
"""The kinds of notices, as a person chooses and filters them."""

BELL, DIGEST, AWAY, MAIL, DIGEST_MAIL, OFF = "bell", "digest", "away", "mail", "digest_mail", "off"
WAYS = {
    BELL: pgettext_lazy("notices", "Bell, at once"),
    DIGEST: pgettext_lazy("notices", "Bell, in a digest"),
    AWAY: pgettext_lazy("notices", "Bell; mail when I am away"),
    MAIL: pgettext_lazy("notices", "Bell and mail, at once"),
    DIGEST_MAIL: pgettext_lazy("notices", "Digest, also by mail"),
    OFF: pgettext_lazy("notices", "Off"),
}
"""By what way somebody is told."""
MAILED: Final = (AWAY, MAIL, DIGEST_MAIL)
IN_DIGEST: Final = (DIGEST, DIGEST_MAIL)
AT_ONCE: Final = (BELL, AWAY, MAIL)
"""What is open for a kind that must not be missed."""
TEST: Final = "test"
"""The way of a mail that somebody sends herself to see whether mail works."""

LEADS: Final = ("supervisor", "service_manager")
"""The roles that lead: they are told of more at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Of what sort the notices of a code are, and how people are told as long as nobody chose: all, and who leads.

    `must`: never off and never late, whoever chooses.
    """

    group: str
    way: str = BELL
    leads: str = ""
    must: bool = False

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the ways that are open for it."""
        return AT_ONCE if self.must else tuple(WAYS)


ANY_OTHER = Kind(group=SYSTEM)
"""What holds for a code that nobody has put into the table yet."""
KINDS: dict[str, Kind] = {
    URGED: Kind(group=MINE),
    WOKEN: Kind(group=MINE),
    REDONE: Kind(group=MINE, way=AWAY),
    HAND_OVER: Kind(group=MINE, way=AWAY),
    HELD_UP: Kind(group=MINE),
    UNFINISHED: Kind(group=MINE),
    REPLY_STOPPED: Kind(group=MINE, way=AWAY, must=True),
    WATCHED: Kind(group=WATCHING, way=DIGEST),
    MENTIONED: Kind(group=NAMED, way=AWAY),
    SIDE_ASKED: Kind(group=NAMED),
    SIDE_ANSWERED: Kind(group=MINE),
    ESCALATED: Kind(group=LEADING, leads=AWAY, must=True),
    SUPERVISED: Kind(group=LEADING, way=AWAY, must=True),
    ANNOUNCED: Kind(group=MANUALS, must=True),
    READING_OVERDUE: Kind(group=MANUALS, way=AWAY, must=True),
    TAKEN_BACK: Kind(group=MANUALS),
    REVISION_DUE: Kind(group=MANUALS),
    REVIEW_ASKED: Kind(group=MANUALS, way=AWAY),
    REVIEW_ENDED: Kind(group=MANUALS),
    APPROVED: Kind(group=MANUALS),
    RESTORED: Kind(group=MANUALS),
    NOT_APPROVED: Kind(group=MANUALS),
    GIVEN_UP: Kind(group=MANUALS, way=DIGEST),
    LOOPED: Kind(group=SYSTEM),
    EXPORT_READY: Kind(group=SYSTEM, way=AWAY),
    UNUSUAL: Kind(group=SYSTEM, way=AWAY, must=True),
    CHAIN_BROKEN: Kind(group=SYSTEM, way=MAIL, must=True),
}
"""Every code with its group and its way; a test keeps it whole."""


def kind_of(code: str) -> Kind:
    """Return of what sort the notices of a code are, also of one that is not in the table."""
    return KINDS.get(code, ANY_OTHER)


def codes_of(group: str) -> tuple[str, ...]:
    """Return the codes of a group, as they stand in the list of codes."""
    return tuple(code for code in CODES if kind_of(code).group == group)


GATHERING, SENDING, LATER, SENT, DROPPED, PARKED, UNSURE = (
    "gathering", "sending", "later", "sent", "dropped", "parked", "unsure",
)  # fmt: skip
STATES = {
    GATHERING: pgettext_lazy("letter", "Waits for its moment"),
    SENDING: pgettext_lazy("letter", "Is being sent"),
    LATER: pgettext_lazy("letter", "Did not go out; tried again by itself"),
    SENT: pgettext_lazy("letter", "Sent"),
    DROPPED: pgettext_lazy("letter", "Not needed any more"),
    PARKED: pgettext_lazy("letter", "Given up"),
    UNSURE: pgettext_lazy("letter", "Broken off: nobody knows whether it went out"),
}
"""How far a mail is."""
STUCK: Final = (PARKED, UNSURE)
"""What waits for a person."""
OVER: Final = (SENT, DROPPED)

REFUSED, NO_SERVER, NO_ADDRESS, NOT_SET_UP, BROKEN_OFF = (
    "refused", "no_server", "no_address", "not_set_up", "broken_off",
)  # fmt: skip
TROUBLES = {
    REFUSED: pgettext_lazy("letter", "The mail server refused it"),
    NO_SERVER: pgettext_lazy("letter", "The mail server could not be reached, or let nobody in"),
    NO_ADDRESS: pgettext_lazy("letter", "The person has no mail address"),
    NOT_SET_UP: pgettext_lazy("letter", "Mail is not set up"),
    BROKEN_OFF: pgettext_lazy("letter", "The connection or the program broke off in the middle"),
}
"""Why a mail did not go out."""
