"""The roles as they are read: the list, one role in plain words, and all of them side by side."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.roles.words import complaints_in_short, differences, groups, sight, state
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import PERMISSIONS_IN_WORDS, REACHES
from fuwutai.domain.accounts.policies import ROLE_ABOVE, may_edit_organisation, may_give_role
from fuwutai.domain.accounts.role_pages import Holders, changes_of_role, holders_by_role, people_with_role
from fuwutai.domain.accounts.roles import RoleView, existing_role
from fuwutai.kernel import clock

SEE = "staff.view"
MOST_PEOPLE_SHOWN = 50


@staff_page(permission=SEE, statements=10)
def roles(request: StaffRequest) -> HttpResponse:
    """List the roles: how far each sees, how many people have it, and whether the centre changed it."""
    holders = holders_by_role(request.actor)
    context = {
        "rows": [_row(one, holders.get(one.code, Holders())) for one in queries.roles()],
        "may_edit": may_edit_organisation(request.actor),
    }
    return render(request, "desk/roles/roles.html", context)


@staff_page(permission=SEE, statements=10)
def role(request: StaffRequest, code: str) -> HttpResponse:
    """Say of one role what it sees, what it may and may not do, who has it, and what the centre changed."""
    found = existing_role(code)
    holders = holders_by_role(request.actor).get(code, Holders())
    changes = changes_of_role(found)
    people = people_with_role(request.actor, code, MOST_PEOPLE_SHOWN)
    edits, gives = may_edit_organisation(request.actor), may_give_role(request.actor, found.permissions, found.reach)
    context = _row(found, holders) | {
        "sight": sight(found),
        "groups": groups(found.permissions),
        "may_anything": bool(found.permissions),
        "may_everything": found.permissions.issuperset(queries.all_permissions()),
        "people": people,
        "not_shown": holders.all - len(people),
        "changes": differences(changes) if changes else None,
        "is_own": request.staff.role == code,
        "may_edit": edits,
        "may_change": edits and gives,
        "why_not": ROLE_ABOVE if edits and not gives else "",
    }
    return render(request, "desk/roles/role.html", context)


@staff_page(permission=SEE, statements=10)
def role_table(request: StaffRequest) -> HttpResponse:
    """Show all roles side by side, with every permission, to read and to print."""
    every = queries.roles()
    context = {
        "roles": [_row(one) | {"complaints": complaints_in_short(one)} for one in every],
        "width": len(every) + 1,
        "as_of": clock.now(),
        "groups": [
            (title, [(text, [code in one.permissions for one in every]) for code, text in said.items()])
            for title, said in PERMISSIONS_IN_WORDS.items()
        ],
    }
    return render(request, "desk/roles/table.html", context)


def _row(role: RoleView, holders: Holders | None = None) -> dict[str, Any]:
    return {"role": role, "reach": REACHES.get(role.reach, ""), "holders": holders, "state": state(role)}
