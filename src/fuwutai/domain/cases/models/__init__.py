"""Cases and all that stands beside them."""

from fuwutai.domain.cases.models.case import Case, Message
from fuwutai.domain.cases.models.course import CaseLink, Merger, Supervision, Urge
from fuwutai.domain.cases.models.found import CaseWords
from fuwutai.domain.cases.models.lists import BulkItem, BulkRun, Macro, SavedView, ViewTally
from fuwutai.domain.cases.models.speech import (
    Attachment,
    Draft,
    HeldReply,
    Mention,
    Redaction,
    SideMessage,
    SideTalk,
)
from fuwutai.domain.cases.models.words import CaseTag, Tag, Term
from fuwutai.domain.cases.models.work import (
    CaseField,
    Checklist,
    HandOver,
    PersonalValue,
    Task,
    TimeSpent,
    Watcher,
)

__all__ = [
    "Attachment",
    "BulkItem",
    "BulkRun",
    "Case",
    "CaseField",
    "CaseLink",
    "CaseTag",
    "CaseWords",
    "Checklist",
    "Draft",
    "HandOver",
    "HeldReply",
    "Macro",
    "Mention",
    "Merger",
    "Message",
    "PersonalValue",
    "Redaction",
    "SavedView",
    "SideMessage",
    "SideTalk",
    "Supervision",
    "Tag",
    "Task",
    "Term",
    "TimeSpent",
    "Urge",
    "ViewTally",
    "Watcher",
]
