"""True examples of what is sent and answered, by the schema that they follow; tests hold each against it."""

from typing import Any

CASE: dict[str, Any] = {
    "id": 4711, "number": "20261123-0042", "status": "open", "type": "fault", "category": "broadband_outage",
    "priority": "urgent", "channel": "phone", "subject": "宽带断网", "team": "broadband", "assignee": "linyuqing",
    "tags": ["需上门"], "opened_at": "2026-11-23T01:12:09Z", "last_message_at": "2026-11-23T01:20:44Z",
    "due_at": "2026-11-24T01:12:09Z",
}  # fmt: skip
TARGET = {"seconds": 1800, "amount": 30, "unit": "minutes", "last_day": None}
CALENDAR = {"code": "centre", "name": "服务热线时间"}
CLOCK: dict[str, Any] = {
    "clock": "first_response", "round": 1, "state": "running", "light": "green", "cause": None,
    "started_at": "2026-11-23T01:12:09Z", "due_at": "2026-11-23T01:42:09Z", "promised_at": "2026-11-23T01:42:09Z",
    "warn_at": "2026-11-23T01:34:39Z", "stopped_at": None, "breached_at": None, "ended_by": None, "target": TARGET,
    "used_seconds": 240, "rest_seconds": 1560, "late_seconds": 0, "level": 0, "calendar": CALENDAR, "rule": None,
    "stretches": [], "changes": [], "ahead": [],
}  # fmt: skip
MESSAGE: dict[str, Any] = {
    "id": 90121, "kind": "reply", "body": "工程师今天下午上门。", "author_kind": "staff", "author_id": 3,
    "channel": "phone", "at": "2026-11-23T01:20:44Z", "files": [],
}  # fmt: skip
DONE = {
    "id": 4711, "number": "20261123-0042", "status": "open", "assignee": "linyuqing", "team": "broadband",
    "made_id": None,
}  # fmt: skip

RUN: dict[str, Any] = {
    "id": 7, "state": "running", "wanted": 120, "done": 40, "failed": 0, "waiting": 80,
    "made_at": "2026-11-23T01:20:44Z", "ended_at": None, "undo_until": None,
}  # fmt: skip

ANSWERS: dict[str, Any] = {
    "Items": {"items": [CASE], "next": "eyJpZCI6NDcxMX0"},
    "Opened": {
        "id": 4711, "number": "20261123-0042", "status": "new", "opened_at": "2026-11-23T01:12:09Z",
        "clocks": [CLOCK],
    },
    "Detail": {
        **CASE, "urgency": "high", "impact": "one", "nature": "", "region": "", "resolution": "", "cause": "",
        "rating": "", "score": None, "responsible": "linyuqing", "merged_into": None, "parent": None,
        "snoozed_until": None, "archived_at": None, "supervised": False, "urges": 1, "reopened": 0, "redone": 0,
        "minutes": 12, "customer": {"id": 815, "name": "王**", "contacts": [["phone", "139****5678"]]},
        "clocks": [CLOCK],
    },
    "Messages": {"items": [MESSAGE], "next": None},
    "Said": {"id": 90121, "case_id": 4711, "kind": "reply", "at": "2026-11-23T01:20:44Z"},
    "History": {
        "items": [
            {
                "id": 55012, "code": "cases.case_taken", "at": "2026-11-23T01:13:30Z", "actor_kind": "staff",
                "actor_id": 3, "data": {"case_id": 4711},
            },
        ],
        "next": None,
    },
    "Done": DONE,
    "Saved": {"id": 12},
    "Look": {
        "cases": 120, "allowed": 118, "gone": 0, "customers": 0, "final": False,
        "against": [{"step": 0, "why": "archived", "status": "", "cases": 2}],
    },
    "Run": RUN,
    "Report": {
        **RUN, "state": "done", "done": 118, "failed": 2, "waiting": 0, "ended_at": "2026-11-23T01:21:10Z",
        "undo_until": "2026-11-24T01:21:10Z", "next": None,
        "problems": [
            {
                "case_id": 4711, "number": "20261123-0042", "state": "failed", "code": "conflict",
                "words": "工单已归档。",
            },
        ],
    },
    "Problem": {
        "type": "urn:fuwutai:problem:invalid", "title": "有几项没填或填得不对。", "status": 422, "code": "invalid",
        "fields": {"type": "请从列表中选择。"},
    },
}  # fmt: skip
"""Answer → an example of it."""

BODIES: dict[str, Any] = {
    "NewCase": {
        "type": "fault", "subject": "宽带断网", "body": "光猫亮红灯，从早上开始。", "channel": "phone",
        "category": "broadband_outage", "customer": {"name": "王建国", "phone": "13912345678"},
    },
    "NewMessage": {"kind": "reply", "body": "工程师今天下午上门。"},
    "Assign": {"team": "broadband", "assignee": "linyuqing"},
    "Resolve": {"body": "光猫已更换，网络恢复。"},
    "Result": {"resolution": "", "cause": ""},
    "Confirm": {"rating": "given", "score": 5, "words": "处理得快。"},
    "Close": {"rating": "no_answer"},
    "Reason": {"reason": "客户说问题又出现了。"},
    "Tags": {"names": ["需上门"]},
    "Snooze": {"until": "2026-11-25T01:00:00Z"},
    "Watcher": {"colleague": "hanjiye"},
    "Merge": {"into_id": 4710},
    "NewTask": {"title": "联系装维班确认上门时间", "assignee": "me"},
    "Time": {"minutes": 12, "activity": "talking"},
    "NewView": {"name": "今天要到期的", "query": "status:new,open due<8h"},
    "ChangeView": {"name": "八小时内到期"},
    "Nothing": {},
    "MaybeReason": {"reason": "客户自己解决了。"},
    "CallBack": {"outcome": "settled", "body": "客户确认网络已恢复。", "rating": "given", "score": 5},
    "Rate": {"outcome": "given", "score": 4, "words": "等得有点久。"},
    "Need": {"words": "客户要求今天之内恢复网络。", "confirmed": True},
    "Classify": {"category": "broadband_outage", "priority": "urgent"},
    "Fields": {"values": {"account": "lx76123456"}},
    "Urge": {"channel": "phone"},
    "Demand": {"demand": "客户已两次催办，请今天下班前答复。", "due_at": "2026-11-23T10:00:00Z"},
    "Report": {"words": "已上门处理，客户确认恢复。"},
    "UndoMerge": {"message_ids": []},
    "Split": {"message_ids": [90121], "subject": "另一件事：发票抬头"},
    "Unlink": {"other_id": 4710},
    "Link": {"other_id": 4710, "kind": "related"},
    "Parent": {"parent_id": 4700},
    "EditTask": {"title": "联系装维班改约明天", "assignee": None},
    "OrderTasks": {"task_ids": [31, 30]},
    "Checklist": {"checklist_id": 2},
    "CorrectTime": {"minutes": 15},
    "CustomerWords": {"body": "客户来电补充：路由器也重启过。", "channel": "phone"},
    "SideTalk": {"subject": "这个小区今天有没有割接", "body": "整栋楼都断了，请看一下。", "asked_team": "broadband"},
    "SideWords": {"body": "再补一张照片。"},
    "SideAnswer": {"body": "有割接，18 点恢复。"},
    "SideLink": {"days": 7},
    "HandOver": {"taker": "hezhiyuan", "reason": "明天起休假。"},
    "Decline": {"answer": "我这边已经满了。"},
    "HoldReply": {"body": "明早九点给您回电。", "send_at": "2026-11-24T00:30:00Z"},
    "Redact": {"words": "13912345678", "reason": "客户要求去掉号码"},
    "Wanted": {"q": "status:open tag:回访", "steps": [{"do": "set_priority", "priority": "urgent"}]},
    "Start": {"case_ids": [4711, 4712], "steps": [{"do": "watch"}]},
    "UseMacro": {"version": "3f2a"},
}  # fmt: skip
"""What is sent → an example of it."""
