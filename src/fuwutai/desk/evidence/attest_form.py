"""What is asked of a person who vouches for a clause, and of one who takes that back."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.evidence.attestations import MOST_BYTES, TOO_LARGE, page_of_proof
from fuwutai.domain.evidence.commands.attest import LONGEST_NOTE
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.turns import reading_alone
from fuwutai.kernel.uploads import Upload


def _day(label: Any, *, required: bool, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": _("This date is not understood. Write it as 2026-10-01."),
            "required": _("Say on which day it was done."),
        },
    )


class AttestForm(forms.Form):
    """The word of a person: what was done, when, until when that holds, and one page of proof."""

    use_required_attribute = False

    done_on = _day(_("Done on"), required=True)
    expires_on = _day(
        _("Counts until"), required=False, help_text=_("Leave it empty where it holds until somebody withdraws it.")
    )
    note = forms.CharField(
        label=_("What was done"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was done, so that others can check it.")},
    )
    file = forms.FileField(
        label=_("One page of proof"),
        required=False,
        allow_empty_file=True,
        help_text=_("A photo, a protocol, a list: 2 MB at most. It is only ever downloaded, never shown in the page."),
        widget=forms.FileInput(attrs={"data-most-bytes": str(MOST_BYTES), "data-too-large": "proof-too-large"}),
    )

    def clean_file(self) -> Upload | None:
        """Return the file as it is kept. Raises: ValidationError for what is not taken, TooMany."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE, code="too_large")
        try:
            with reading_alone():
                return page_of_proof(file.name or "", file.read())
        except Invalid as problem:
            raise forms.ValidationError(str(problem.message), code=problem.code) from problem

    def said(self) -> dict[str, Any]:
        """Return what was said, as the command takes it."""
        return {
            "done_on": self.cleaned_data["done_on"],
            "expires_on": self.cleaned_data["expires_on"],
            "note": self.cleaned_data["note"],
            "file": self.cleaned_data["file"],
        }
