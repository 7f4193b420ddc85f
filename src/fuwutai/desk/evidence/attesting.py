"""Vouching for a clause, taking it back, and the file that was handed in with it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form, safe_next
from fuwutai.desk.downloads import whole_file
from fuwutai.desk.evidence.attest_form import AttestForm
from fuwutai.desk.evidence.choosing import Chosen
from fuwutai.desk.evidence.clause import clause_page
from fuwutai.domain.evidence.attestations import attestation_file
from fuwutai.domain.evidence.commands import attest_clause, withdraw_attestation
from fuwutai.kernel.errors import Invalid


@staff_action(permission="evidence.attest", statements=20)
def evidence_attest(request: StaffRequest, code: str) -> HttpResponse:
    """Vouch for a clause; what is wrong stands in the form again. Raises: NotFound, Refused."""
    form = AttestForm(request.POST, request.FILES)
    if not form.is_valid():
        return clause_page(request, code, form, status=422)
    try:
        attest_clause(actor=request.actor, clause_code=code, **form.said())
    except Invalid as error:
        refuse_in_form(form, error)
        return clause_page(request, code, form, status=422)
    where = Chosen.of(request.GET).clause_url(code) + "#attestations"
    return done(request, where, _("Your attestation counts from now on."))


@staff_action(permission="evidence.attest", statements=12)
def attestation_withdraw(request: StaffRequest, attestation_id: int) -> HttpResponse:
    """Let an attestation no longer count. Raises: NotFound, Refused, Invalid, Conflict."""
    row = withdraw_attestation(
        actor=request.actor, attestation_id=attestation_id, reason=request.POST.get("reason", "")
    )
    where = Chosen.of({}).clause_url(row.clause_code)
    return done(request, safe_next(request, where), _("The attestation no longer counts. It can still be read."))


@staff_page(permission="overview.view", statements=8)
def attestation_download(request: StaffRequest, attestation_id: int) -> HttpResponse:
    """Send the file of an attestation to be kept, whatever it is: a browser neither opens nor guesses it."""
    name, content = attestation_file(request.actor, attestation_id)
    return whole_file(content, name)
