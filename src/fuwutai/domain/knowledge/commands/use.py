"""Counting how standard phrases are used."""

import hashlib
from collections.abc import Collection

from fuwutai.domain.knowledge.events import PhraseUsed
from fuwutai.domain.knowledge.models import PhraseUse
from fuwutai.domain.knowledge.queries import visible_phrases
from fuwutai.domain.knowledge.variables import standing
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused

MOST_AT_ONCE = 20


@command(statements=8)
def note_phrase_use(
    *, actor: Actor, case_id: int, phrase_ids: Collection[int], sent: str, key: str = ""
) -> list[PhraseUse]:
    """Count the phrases that were put into a text which was sent, and return those of which something is left in it.

    A phrase counts when it is sent, not when it is chosen: what was deleted again was not used. What stands in the
    place of a variable is no change of its words. Of ids that the person does not have nothing is said. `key`: of the
    form; what is sent twice with one counts once.
    Emits: PhraseUsed for each. Raises: Refused. Source: S3-6.1-6, S4-2.2-7.
    """
    if not actor.is_staff or actor.staff_id is None:
        raise Refused
    short = hashlib.sha256(key.encode(errors="replace")).hexdigest()[:32] if key else ""
    mine = PhraseUse.objects.filter(staff_id=actor.staff_id, key=short)
    if not phrase_ids or (short and mine.exists()):
        return []
    wanted = list(phrase_ids)[:MOST_AT_ONCE]
    stands = [(one, standing(one.body, sent)) for one in visible_phrases(actor).filter(pk__in=wanted)]
    uses = [
        PhraseUse(
            phrase=one, staff_id=actor.staff_id, case_id=case_id, changed=not is_whole, key=short, at=clock.now()
        )
        for one, is_whole in stands
        if is_whole is not None
    ]
    PhraseUse.objects.bulk_create(uses, ignore_conflicts=True)
    for use in uses:
        emit(PhraseUsed(phrase_id=use.phrase_id, case_id=case_id, changed=use.changed))
    return uses
