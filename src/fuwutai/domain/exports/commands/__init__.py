"""Every write of exports."""

from fuwutai.domain.exports.commands.housekeeping import forget_exports, remove_old_files
from fuwutai.domain.exports.commands.making import make_page
from fuwutai.domain.exports.commands.runs import fetch_export, start_export, stop_export

__all__ = ["fetch_export", "forget_exports", "make_page", "remove_old_files", "start_export", "stop_export"]
