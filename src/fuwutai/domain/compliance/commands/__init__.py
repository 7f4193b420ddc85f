"""What is written about the logs: looks through their chain, findings, and what came of them."""

from fuwutai.domain.compliance.commands.chain import check_chain, note_chain_check
from fuwutai.domain.compliance.commands.findings import look_at_finding, store_findings
from fuwutai.domain.compliance.commands.looking import export_audit

__all__ = ["check_chain", "export_audit", "look_at_finding", "note_chain_check", "store_findings"]
