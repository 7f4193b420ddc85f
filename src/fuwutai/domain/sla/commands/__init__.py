"""Every write of clocks."""

from fuwutai.domain.sla.commands.clocks import Happened, keep_clocks
from fuwutai.domain.sla.commands.moments import fire_moment
from fuwutai.domain.sla.commands.recount import recount_clocks
from fuwutai.domain.sla.commands.restore import restore_clocks

__all__ = ["Happened", "fire_moment", "keep_clocks", "recount_clocks", "restore_clocks"]
