"""What keeps the numbers beside saved views."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.cases.commands.views import count_view
from fuwutai.domain.cases.lists.views import views_to_count
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import job, repeat


@job("cases.count_views")
def count_views(_payload: dict[str, Any]) -> None:
    """Count the views that somebody looks at, one after the other."""
    for view_id in views_to_count():
        count_view(actor=Actor.system("cases"), view_id=view_id)


repeat("cases.count_views", every=timedelta(seconds=5))
