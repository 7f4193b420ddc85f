"""Vouch for a clause, and take it back."""

from fuwutai.domain.evidence.commands.attest import attest_clause, withdraw_attestation

__all__ = ["attest_clause", "withdraw_attestation"]
