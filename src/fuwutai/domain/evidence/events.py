"""What happens to attestations, and to trials of drafts."""

from fuwutai.kernel.events import Code, Event, event


@event("evidence.attestation_made", subject="attestation", starts=True)
class AttestationMade(Event):
    """A person vouched for a clause."""

    attestation_id: int
    clause_code: Code
    staff_id: int | None


@event("evidence.attestation_withdrawn", subject="attestation")
class AttestationWithdrawn(Event):
    """A person's word for a clause no longer counts."""

    attestation_id: int
    clause_code: Code


@event("evidence.trial_asked", subject="trial", starts=True)
class TrialAsked(Event):
    """A draft is to be run over past cases."""

    trial_id: int
    version_id: int


@event("evidence.trial_ended", subject="trial")
class TrialEnded(Event):
    """A trial is over: done, stopped by a person, or failed."""

    trial_id: int
    state: Code
