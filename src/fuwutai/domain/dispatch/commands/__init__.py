"""Every write of dispatch."""

from fuwutai.domain.dispatch.commands.counting import count_work
from fuwutai.domain.dispatch.commands.methods import drop_wanted_skill, set_method, want_skill
from fuwutai.domain.dispatch.commands.moving import hand_over, move_cases
from fuwutai.domain.dispatch.commands.routing import reroute_case
from fuwutai.domain.dispatch.commands.sharing import give_waiting

__all__ = [
    "count_work",
    "drop_wanted_skill",
    "give_waiting",
    "hand_over",
    "move_cases",
    "reroute_case",
    "set_method",
    "want_skill",
]
