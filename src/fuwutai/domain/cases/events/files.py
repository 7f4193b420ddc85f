"""What happens to the files of a case, and what is taken out of it for good."""

from fuwutai.kernel.events import Event, event


@event("cases.files_added", subject="case")
class FilesAdded(Event):
    """Files came with a message."""

    case_id: int
    message_id: int
    number: int


@event("cases.file_removed", subject="case")
class FileRemoved(Event):
    """What a file held was taken out for good."""

    case_id: int
    message_id: int
    attachment_id: int


@event("cases.message_redacted", subject="case")
class MessageRedacted(Event):
    """Characters of a message were taken out for good; of each copy of it there is an event in its own case."""

    case_id: int
    message_id: int
    characters: int
