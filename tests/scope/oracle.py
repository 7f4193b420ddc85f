"""Who sees which case, as a table written by hand: it shares no line with what it checks."""

HANDS, TEAM, UNIT, HEAD, WEST = "hands", "team", "unit", "head", "west"
"""Where a case lies, as seen from a person of unit East who works in a team of East 1: in her own hands, in her own
team, in another team of East or below, in a team of the head office above, in a team of branch West."""

SIGHT = {
    "own": {HANDS},
    "team": {HANDS, TEAM},
    "unit": {HANDS, TEAM, UNIT},
    "all": {HANDS, TEAM, UNIT, HEAD, WEST},
}
"""What each reach sees of cases that are no complaints."""

ROLES = {
    "agent": "team",
    "complaint_officer": "unit",
    "technician": "team",
    "quality_inspector": "all",
    "trainer": "unit",
    "supervisor": "unit",
    "service_manager": "all",
    "compliance_officer": "all",
    "auditor": "all",
    "administrator": "all",
    "apprentice": "own",
    "analyst": "all",
    "unit_head": "unit",
}
"""How far each role sees; the last three are roles of the centre's own, since no shipped one is like them."""

SEE_COMPLAINTS_OF_OTHERS = {
    "complaint_officer", "quality_inspector", "supervisor", "service_manager", "compliance_officer", "auditor",
    "administrator", "unit_head",
}  # fmt: skip

LOOK_INTO_LOGS = {"compliance_officer", "auditor", "administrator", "analyst"}
"""Who sees the whole centre and may see who did, saw and took out what."""

SEE_RESTRICTED = {
    "supervisor", "service_manager", "compliance_officer", "auditor", "administrator", "analyst", "unit_head",
}  # fmt: skip
"""Who sees restricted customers and their cases, as far as she sees anything; others only what is in their hands."""

SEE_CUSTOMERS = set(ROLES) - {"trainer"}
DRAFT = {"supervisor", "service_manager", "administrator", "unit_head"}
EDIT_EVERYBODY, EDIT_OWN_UNIT = {"administrator"}, {"unit_head"}
END_SESSIONS_OF_OTHERS = {"administrator"}
"""Only who edits the whole organisation."""


def sees(role: str, place: str, is_complaint: bool, is_restricted: bool = False) -> bool:
    """Return whether a role sees a case that lies there, at the desk or by a token."""
    if is_restricted and place != HANDS and role not in SEE_RESTRICTED:
        return False
    if is_complaint and place not in (HANDS, TEAM) and role not in SEE_COMPLAINTS_OF_OTHERS:
        return False
    return place in SIGHT[ROLES[role]]
