"""Run a draft over all cases of a filled centre; prints JSON with the seconds it took and what it found.

The draft shortens the general first response and the general resolution. It is given up again afterwards.

Run: python benchmarks/trial.py --data DIR   (FUWUTAI_DATABASE_URL as for centre.py)
"""

import argparse
import json
import time
from pathlib import Path

from product import open_directory

CLAUSES = {"S4-6.1-1": {"minutes": 20}, "S4-2.2-2": {"minutes": 960}}


def main() -> None:
    """Try a draft, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    open_directory(given.data)
    print(json.dumps(tried(), ensure_ascii=False, indent=1))


def tried() -> dict[str, object]:
    """Return what a trial over every case found, and its seconds."""
    from fuwutai.domain.accounts.models import Staff
    from fuwutai.domain.accounts.queries import actor_of
    from fuwutai.domain.evidence.commands.trials import WORK, ask_for_trial, carry_on_trial
    from fuwutai.domain.evidence.models import Flip, Trial
    from fuwutai.domain.standards.commands import discard_version, draft_version, propose_rule
    from fuwutai.domain.standards.queries import rules_of_clause
    from fuwutai.kernel.actors import Actor
    from fuwutai.kernel.models import OutboxRow

    person = actor_of(Staff.objects.get(username="admin"))
    draft = draft_version(actor=person, manual_code="S4", title="measured", reason="measured")
    for clause, value in CLAUSES.items():
        rule = next(one for one in rules_of_clause(clause) if one.kind.startswith("sla.") and not one.scope)
        propose_rule(actor=person, version_id=draft.pk, action="revise", rule_id=rule.id, value=value)
    asked = ask_for_trial(actor=person, version_id=draft.pk)
    began = time.monotonic()
    platform = Actor.system("benchmark")
    while (job := OutboxRow.objects.filter(name=WORK).order_by("-pk").first()) is not None:
        payload = dict(job.payload)
        OutboxRow.objects.filter(name=WORK).delete()
        carry_on_trial(actor=platform, trial_id=payload["trial_id"], after=payload["after"])
    seconds = time.monotonic() - began
    trial = Trial.objects.get(pk=asked.pk)
    found = {
        "cases": trial.cases_done,
        "seconds": round(seconds, 1),
        "cases_per_second": round(trial.cases_done / seconds),
        "result": trial.result,
        "flips": Flip.objects.filter(trial=trial).count(),
        "state": trial.state,
    }
    discard_version(actor=person, version_id=draft.pk, text="measured")
    return found


if __name__ == "__main__":
    main()
