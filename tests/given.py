"""A known centre, a known cast, and cases in every state, all of them reached through commands.

Whatever a test asks for brings along what it needs: `a_closed_case()` alone sets up the centre too.
"""

from typing import Any

from tests.made_once import made_once

from fuwutai.domain.accounts.commands import create_staff, create_team, set_up_centre
from fuwutai.domain.accounts.models import Centre, Staff, Team
from fuwutai.domain.accounts.queries import actor_for, forget_centre
from fuwutai.domain.calendars.commands import create_calendar, seed_chinese_calendar
from fuwutai.domain.cases.commands import confirm_case, merge_case, open_case, reply_to_case, take_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.packs.commands import adopt_pack_rules
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel.actors import Actor

PASSWORD = "Fuwutai-2026"
TEAMS = {"broadband": "宽带报障", "mobile": "移动业务", "complaints": "投诉处理"}
LIN, ZHAO, CHEN, HE = "linxiaoyu", "zhaomin", "chenguoqiang", "hejing"
STAFF: dict[str, tuple[str, str, tuple[str, ...]]] = {
    LIN: ("林小雨", "agent", ("broadband",)),
    ZHAO: ("赵敏", "agent", ("mobile",)),
    CHEN: ("陈国强", "supervisor", ("broadband", "mobile", "complaints")),
    HE: ("何静", "administrator", ()),
}
ALL_DAY = {weekday: [(0, 1440)] for weekday in range(7)}
MATTER = {
    "type": "fault",
    "subject": "宽带断网",
    "body": "从昨晚八点起上不了网，光猫亮红灯，重启过两次也没有用。",
    "channel": "portal",
    "name": "王建国",
    "phone": "13912345678",
}


def centre() -> Centre:
    """Return the centre with calendars, the rules of the pack, teams and staff; set up at the first call."""
    if there := Centre.objects.first():
        return there
    made_once("centre", _set_up)
    return Centre.objects.get()


def _set_up() -> None:
    platform = Actor.system("set_up")
    seed_chinese_calendar(actor=platform)
    create_calendar(actor=platform, code="always", name="全天候", time_zone="Asia/Shanghai", hours=ALL_DAY)
    set_up_centre(
        actor=platform,
        name="惠民通信客服中心",
        language="zh-hans",
        time_zone="Asia/Shanghai",
        calendar_code="cn",
        hotline="400-000-0100",
    )
    for pack in ("general", "service_centre"):  # without the 358 clauses of their manuals, which few tests read
        adopt_pack_rules(actor=platform, code=pack)
    RuleRow.objects.filter(kind="cases.undo_send").update(value={"seconds": 0})  # what is sent here is there at once
    teams = {code: create_team(actor=platform, code=code, name=name).pk for code, name in TEAMS.items()}
    for username, (display_name, role, codes) in STAFF.items():
        create_staff(
            actor=platform,
            username=username,
            display_name=display_name,
            role=role,
            password=PASSWORD,
            team_ids=tuple(teams[code] for code in codes),
        )


def seconds_to_undo(seconds: int = 5) -> None:
    """Let replies of the desk be held for so long, as the shipped rule says it."""
    centre()
    RuleRow.objects.filter(kind="cases.undo_send").update(value={"seconds": seconds})
    forget_rules()


def nobody_is_signed_out() -> None:
    """Let no browser be signed out for want of work, in tests that move the clock by days."""
    centre()
    Centre.objects.update(idle_minutes=60 * 24 * 3650)
    forget_centre()


def team(code: str = "broadband") -> Team:
    """Return one of the three teams: broadband, mobile, complaints."""
    centre()
    return Team.objects.get(code=code)


def staff(username: str = LIN) -> Staff:
    """Return a person of the cast; the password of all is PASSWORD."""
    centre()
    return Staff.objects.get(username=username)


def actor(username: str = LIN) -> Actor:
    """Return a person of the cast as the actor that commands and queries take."""
    found = actor_for(staff(username).pk)
    assert found is not None
    return found


def agent() -> Actor:
    """Return Lin Xiaoyu, agent of the broadband team, which gets all cases here unless told otherwise."""
    return actor(LIN)


def agent_elsewhere() -> Actor:
    """Return Zhao Min, agent of the mobile team."""
    return actor(ZHAO)


def supervisor() -> Actor:
    """Return Chen Guoqiang, supervisor, who sees all teams."""
    return actor(CHEN)


def administrator() -> Actor:
    """Return He Jing, administrator."""
    return actor(HE)


def a_case(*, by: Actor | None = None, team_code: str = "broadband", **matter: Any) -> Case:
    """Return a new case that a customer opened on the portal; say what differs from MATTER."""
    wanted = {"team_id": team(team_code).pk, **MATTER, **matter}
    return open_case(actor=by or Actor.customer(), **wanted)


def an_open_case(*, by: Actor | None = None, **matter: Any) -> Case:
    """Return a case that Lin took and answered, so that work has begun."""
    return _answered("stay", by, matter)


def a_waiting_case(*, by: Actor | None = None, **matter: Any) -> Case:
    """Return a case in which Lin asked back and waits for the customer."""
    return _answered("wait", by, matter)


def a_case_at_a_third_party(*, by: Actor | None = None, **matter: Any) -> Case:
    """Return a case that Lin answered and that waits for a third party."""
    return _answered("third_party", by, matter)


def a_resolved_case(*, by: Actor | None = None, **matter: Any) -> Case:
    """Return a case that Lin answered and marked as resolved."""
    return _answered("resolve", by, matter)


def a_closed_case(*, by: Actor | None = None, **matter: Any) -> Case:
    """Return a resolved case that its customer confirmed."""
    case = a_resolved_case(by=by, **matter)
    return confirm_case(actor=customer_of(case), case_id=case.pk)


def a_merged_case(*, by: Actor | None = None, **matter: Any) -> Case:
    """Return a case that goes on in an open one of the same customer: its `merged_into`."""
    into, case = an_open_case(by=by, **matter), a_case(**matter)
    return merge_case(actor=by or agent(), case_id=case.pk, into_id=into.pk)


def customer_of(case: Case) -> Actor:
    """Return the customer of a case, who has proved to be it and sees this case only."""
    return Actor.customer(case.customer_id, frozenset({case.pk}))


def _answered(then: str, by: Actor | None, matter: dict[str, Any]) -> Case:
    case, who = a_case(**matter), by or agent()
    take_case(actor=who, case_id=case.pk)
    body = "您好，已为您检测线路，请问光猫背面的指示灯现在是什么颜色？"
    reply_to_case(actor=who, case_id=case.pk, body=body, then=then)
    return Case.objects.get(pk=case.pk)
