"""What happens to the lists by which a centre sorts its cases."""

from fuwutai.kernel.events import Code, Event, event


@event("cases.term_saved", subject="term")
class TermSaved(Event):
    """A list of the centre has a new term, or one of them another name or group."""

    term_id: int
    vocabulary: Code
    term: Code
    is_new: bool


@event("cases.term_retired", subject="term")
class TermRetired(Event):
    """New cases do not take a term any more; `instead` is what they take, "" where nothing was named."""

    term_id: int
    vocabulary: Code
    term: Code
    instead: Code


@event("cases.term_restored", subject="term")
class TermRestored(Event):
    """New cases may take a retired term again."""

    term_id: int
    vocabulary: Code
    term: Code


@event("cases.terms_ordered", subject="term")
class TermsOrdered(Event):
    """Terms that stand side by side stand in another order; the subject is the first of them."""

    term_id: int
    vocabulary: Code


@event("cases.terms_adopted", subject="term")
class TermsAdopted(Event):
    """The lists got what a pack ships and they had not yet; the subject is the first of these terms."""

    term_id: int
    number: int
