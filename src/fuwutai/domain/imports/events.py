"""What happens to imports."""

from fuwutai.kernel.events import Code, Event, event


@event("imports.import_started", subject="import", starts=True)
class ImportStarted(Event):
    """A file of another system was accepted, and is to be taken in."""

    import_id: int
    kind: Code
    rows: int


@event("imports.import_stopped", subject="import")
class ImportStopped(Event):
    """Somebody stopped the import; what was taken in stays."""

    import_id: int
    position: int


@event("imports.import_resumed", subject="import")
class ImportResumed(Event):
    """The import goes on where it had stopped."""

    import_id: int
    position: int


@event("imports.import_failed", subject="import")
class ImportFailed(Event):
    """The import cannot go on by itself."""

    import_id: int
    position: int
    problem: Code


@event("imports.import_finished", subject="import")
class ImportFinished(Event):
    """Every row was taken in, known already, or refused."""

    import_id: int
    created: int
    already: int
    rejected: int


@event("imports.rejects_exported", subject="import")
class RejectsExported(Event):
    """Somebody took the refused rows out, with the personal data in them; see the access log."""

    import_id: int
    access_entry_id: int
