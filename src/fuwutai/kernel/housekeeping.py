"""The kernel's own repeating jobs."""

from datetime import timedelta
from typing import Any

from fuwutai.kernel import chain, idempotency
from fuwutai.kernel.jobs import job, repeat


@job("kernel.seal")
def seal(_payload: dict[str, Any]) -> None:
    """Seal what journal and access log have gained since the last run."""
    chain.seal_all()


@job("kernel.forget_idempotency_keys")
def forget_idempotency_keys(_payload: dict[str, Any]) -> None:
    """Delete idempotency keys that nobody will send again."""
    idempotency.forget_old()


repeat("kernel.seal", every=timedelta(seconds=5))
repeat("kernel.forget_idempotency_keys", line="17 18 * * *")
