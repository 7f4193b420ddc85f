"""What happens to standard phrases."""

from fuwutai.kernel.events import Event, event


@event("knowledge.phrase_saved", subject="phrase")
class PhraseSaved(Event):
    """A phrase was made or changed; without `team_id` it is for all, or, where `is_own`, for its owner alone."""

    phrase_id: int
    version: int
    team_id: int | None
    is_own: bool


@event("knowledge.phrase_retired", subject="phrase")
class PhraseRetired(Event):
    """A phrase is offered to nobody any more."""

    phrase_id: int


@event("knowledge.phrase_restored", subject="phrase")
class PhraseRestored(Event):
    """A phrase that was retired is offered again."""

    phrase_id: int


@event("knowledge.phrase_moved", subject="phrase")
class PhraseMoved(Event):
    """A phrase stands earlier or later in its folder."""

    phrase_id: int
    position: int


@event("knowledge.phrase_used", subject="phrase")
class PhraseUsed(Event):
    """Somebody sent the words of a phrase in a case, as they are or changed."""

    phrase_id: int
    case_id: int
    changed: bool


@event("knowledge.phrases_adopted", subject="phrase")
class PhrasesAdopted(Event):
    """Phrases that a manual asks for were taken over; the first of them, and how many."""

    phrase_id: int
    number: int


@event("knowledge.folder_saved", subject="phrase_folder")
class FolderSaved(Event):
    """A folder of phrases was made or got another name."""

    phrase_folder_id: int


@event("knowledge.folder_moved", subject="phrase_folder")
class FolderMoved(Event):
    """A folder of phrases stands earlier or later."""

    phrase_folder_id: int
    position: int


@event("knowledge.folder_retired", subject="phrase_folder")
class FolderRetired(Event):
    """A folder of phrases is there no more; its phrases stand in none."""

    phrase_folder_id: int
