"""Every write of clocks."""

from fuwutai.domain.sla.commands.clocks import move_clocks, start_clocks
from fuwutai.domain.sla.commands.moments import fire_moment

__all__ = ["fire_moment", "move_clocks", "start_clocks"]
