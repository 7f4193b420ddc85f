"""What happens to the logs by itself: a look through the chain each night, and for the unusual every hour."""

import time
from datetime import timedelta
from typing import Any

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.compliance.commands import note_chain_check, store_findings
from fuwutai.domain.compliance.commands.chain import WORK
from fuwutai.domain.compliance.unusual import COMPLIANCE, found_on
from fuwutai.kernel import chain, clock
from fuwutai.kernel.jobs import job, repeat


@job(WORK, external=True)  # it reads every entry, which must hold up nobody who writes
def check(payload: dict[str, Any]) -> None:
    """Compare every sealed entry with its seal, as `fuwutai audit verify` does, and keep the outcome."""
    began = time.monotonic()
    try:
        result = chain.verify()
    except chain.ChainError:
        result = None
    took_ms = int(1_000 * (time.monotonic() - began))
    note_chain_check(actor=COMPLIANCE, result=result, took_ms=took_ms, staff_id=payload.get("staff_id"))


@job("compliance.find_unusual", external=True)
def find_unusual(_payload: dict[str, Any]) -> None:
    """Judge today as far as it has come, and yesterday as a whole."""
    today = clock.now().astimezone(centre_zone()).date()
    for day in (today - timedelta(days=1), today):
        store_findings(actor=COMPLIANCE, found=found_on(day))


repeat(WORK, line="41 18 * * *")
repeat("compliance.find_unusual", line="17 * * * *")
