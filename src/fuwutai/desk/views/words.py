"""What columns, orders and keys of lists are called."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.lists.field_keys import keys_by_code
from fuwutai.kernel.errors import Text

ORDER_LABELS: dict[str, Text] = {
    "due": _("Nearest deadline first"),
    "updated": _("Last activity first"),
    "waiting": _("Longest without activity first"),
    "opened": _("Newest first"),
    "oldest": _("Oldest first"),
}
EXAMPLES = (
    ("状态:处理中 优先级:加急,紧急 等待>2h", "status:open priority:urgent,emergency waiting>2h"),
    ("坐席:无 创建:今天", "assignee:none opened:today"),
    ("类型:投诉 到期<4h -状态:已解决", "type:complaint due<4h -status:resolved"),
)
"""Queries as one would write them, in Chinese and in English."""


def key_help() -> list[tuple[Text, str, str]]:
    """Return every key with its signs and some of its values in the reader's words."""
    return [
        (
            key.label,
            " ".join(key.signs),
            {"span": "30m · 2h · 3d", "number": "0 · 1 · 2", "day": "2026-11-01..2026-11-30"}.get(
                key.kind, " · ".join(str(label) for label in list(key.codes().values())[:6])
            ),
        )
        for key in keys_by_code().values()
    ]
