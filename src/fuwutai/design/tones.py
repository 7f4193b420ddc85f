"""Which tone and icon a stable code wears; an unknown code is shown plainly, never hidden."""

from typing import NamedTuple


class Look(NamedTuple):
    tone: str
    icon: str


STATUS = {
    "new": Look("blue", "spark"),
    "open": Look("brand", "progress"),
    "waiting_customer": Look("violet", "hourglass"),
    "waiting_third_party": Look("violet", "people"),
    "resolved": Look("green", "check-circle"),
    "closed": Look("slate", "archive"),
}
PRIORITY = {
    "emergency": Look("alarm", "siren"),
    "urgent": Look("amber", "up"),
    "routine": Look("plain", "minus"),
}
TYPE = {
    "consultation": Look("plain", "question"),
    "request": Look("plain", "clipboard"),
    "fault": Look("plain", "wrench"),
    "complaint": Look("plain", "megaphone"),
    "suggestion": Look("plain", "bulb"),
    "praise": Look("plain", "heart"),
    "emergency": Look("alarm", "siren"),
}
CHANNEL = {
    "portal": Look("plain", "globe"),
    "web": Look("plain", "globe"),
    "phone": Look("plain", "phone"),
    "counter": Look("plain", "counter"),
    "mail": Look("plain", "mail"),
    "email": Look("plain", "mail"),
    "chat": Look("plain", "chat"),
    "sms": Look("plain", "sms"),
    "wechat": Look("plain", "wechat"),
    "app": Look("plain", "grid"),
    "terminal": Look("plain", "terminal"),
    "other": Look("plain", "more"),
}
PRESENCE = {
    "available": Look("green", "check-circle"),
    "busy": Look("amber", "headset"),
    "break": Look("blue", "pause"),
    "wrap_up": Look("blue", "edit"),
    "meeting": Look("violet", "people"),
    "training": Look("violet", "book"),
    "offline": Look("slate", "offline"),
}
CLOCK_ICON = {
    "green": "clock",
    "amber": "clock",
    "red": "alert",
    "paused": "pause",
    "met": "check-circle",
    "late": "error",
}
NOTICE_ICON = {
    "debug": "info",
    "info": "info",
    "success": "check-circle",
    "warning": "alert",
    "error": "error",
}
UNKNOWN = Look("slate", "")
AVATAR_GROUNDS = 8
