"""The card with the time spent on a case, and what one worked oneself in a week."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases import cards
from fuwutai.domain.cases.commands import correct_time, note_time
from fuwutai.domain.cases.policies import may_correct_time, may_note_time
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.work import time_spent
from fuwutai.kernel.errors import Conflict, Invalid, Text
from fuwutai.kernel.masking import mask_text

WORK = "cases.note"


class TimeForm(forms.Form):
    """How long, on which day, with what."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        max_value=1440,
        min_value=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "0", "max": "1440"}),
        error_messages={"required": gettext_lazy("Enter how many minutes it took.")},
    )
    activity = forms.ChoiceField(label=gettext_lazy("Kind of work"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=pgettext_lazy("time", "Note"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "—"), *time_spent.activities(kept).items()]
        self.fields["activity"].choices = offered  # type: ignore[attr-defined]


def in_hours(minutes: int) -> str:
    """Return a length of work in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min") % {"n": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest} if rest else _("%(n)s h") % {"n": hours}


def _summary(case: Any) -> Text:
    return in_hours(case.minutes) if case.minutes else ""


def _line(row: Any) -> dict[str, Any]:
    known = time_spent.activities(row.activity)
    return {
        "row": row,
        "said": in_hours(row.minutes),
        "activity": known.get(row.activity, row.activity),
        "note": mask_text(row.note),
        "subject": mask_text(row.subject),
    }


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    rows = time_spent.times_of(request.actor, case.pk)
    may_note = may_note_time(request.actor, case)
    may = {one.id: may_note and may_correct_time(request.actor, one.staff_id) for one in rows}
    return {
        "total": in_hours(case.minutes) if case.minutes else "",
        "shares": [{"share": one, "said": in_hours(one.minutes)} for one in time_spent.shares(rows)],
        "rows": [_line(one) | {"may_correct": may[one.id]} for one in rows],
        "may": may_note,
        "form": TimeForm(initial={"day": time_spent.today()}, auto_id="time_new_%s"),
    }


CARD = cards.register(
    cards.Card(
        name="time",
        place=60,
        icon="clock",
        title=gettext_lazy("Time spent"),
        url_name="desk:case_time",
        template="desk/tasks/_time.html",
        context=_context,
        summary=_summary,
    )
)


@staff_page(permission="cases.view", statements=10)
def case_time(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show how long who worked on a case. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_action(permission=WORK, statements=40)
def case_time_note(request: StaffRequest, case_id: int) -> HttpResponse:
    """Note one's own work. Raises: NotFound."""
    visible_case(request.actor, case_id)
    form = TimeForm(request.POST, auto_id="time_new_%s")
    if form.is_valid():
        try:
            note_time(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return cards.card_changed(request, case_id, CARD, _("The time is noted."))
    return cards.card_refused(request, case_id, CARD, {"form": form})


@staff_page(permission=WORK, statements=10)
def case_time_edit(request: StaffRequest, case_id: int, time_id: int) -> HttpResponse:
    """Show the card with the form that corrects one time. Raises: NotFound."""
    row = time_spent.time_of(request.actor, case_id, time_id)
    now = {"minutes": row.minutes, "activity": row.activity, "day": row.day, "note": mask_text(row.note)}
    form = TimeForm(initial=now, kept=row.activity, auto_id=f"time_{time_id}_%s")
    return cards.show_card(request, case_id, CARD, {"edited": row, "edit_form": form})


@staff_action(permission=WORK, statements=40)
def case_time_correct(request: StaffRequest, case_id: int, time_id: int) -> HttpResponse:
    """Correct a time; the one before stays in the records. Raises: NotFound, Refused."""
    row = time_spent.time_of(request.actor, case_id, time_id)
    form = TimeForm(request.POST, kept=row.activity, auto_id=f"time_{time_id}_%s")
    if form.is_valid():
        said = form.cleaned_data
        if said["note"] == mask_text(row.note):  # as the form had shown it
            said["note"] = row.note
        try:
            correct_time(actor=request.actor, time_id=time_id, **said)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return cards.card_changed(request, case_id, CARD, _("The time is corrected."))
    return cards.card_refused(request, case_id, CARD, {"edited": row, "edit_form": form})


@staff_page(permission=WORK, statements=10)
def my_time(request: StaffRequest) -> HttpResponse:
    """Show what one worked in a week, per day and per case; `?week=` is any day of it."""
    first, last = time_spent.week_of(_day(request.GET.get("week", "")))
    rows = time_spent.my_times(request.actor, first, last)
    of_day = time_spent.by_day(rows)
    days = [first + timedelta(days=n) for n in range(7)]
    context = {
        "days": [
            {"day": day, "lines": [_line(one) for one in of_day.get(day, [])],
             "said": in_hours(sum(one.minutes for one in of_day.get(day, [])))}
            for day in days
        ],
        "total": in_hours(sum(one.minutes for one in rows)),
        "has_any": bool(rows),
        "first": first,
        "last": last,
        "earlier": first - timedelta(days=7),
        "later": first + timedelta(days=7) if first + timedelta(days=7) <= time_spent.today() else None,
    }  # fmt: skip
    return render(request, "desk/tasks/my_time.html", context)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return time_spent.today()
    return day if date(2000, 1, 1) <= day <= time_spent.today() else time_spent.today()
