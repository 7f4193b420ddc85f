"""The forms of a customer. They carry words to a command unchanged; what is wrong, the command says."""

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import SCORES
from fuwutai.domain.cases.speech.attachments import ACCEPTED
from fuwutai.domain.cases.work.fields import GIVEN
from fuwutai.kernel.errors import DomainError
from fuwutai.portal.cases.doors import DOORS
from fuwutai.portal.cases.own_fields import own_field, own_fields

_TOKEN = re.compile(r"[0-9a-f-]{36}")


class Matter(TypedDict):
    """What the command that opens a case wants to know from a customer."""

    type: str
    subject: str
    body: str
    name: str
    phone: str
    email: str


class Words(forms.CharField):
    """A text exactly as it was sent, byte for byte; only what no database can keep is refused."""

    def clean(self, value: Any) -> str:
        """Return the text. Raises: ValidationError when it holds a NUL."""
        text = "" if value is None else str(value)
        if "\x00" in text:
            raise forms.ValidationError(
                _("This text holds a character that cannot be stored. Remove it and send again.")
            )
        return text


class ManyFiles(forms.ClearableFileInput):
    """A field for several files; a phone offers its camera."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Files as they were sent; what is taken, the command says."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Return the files, none where nothing was chosen."""
        return [one for one in (data if isinstance(data, list) else [data]) if one]


def files_field() -> Files:
    """Return the field for files that may come with words."""
    return Files(
        label=_("Photos or files"),
        required=False,
        widget=ManyFiles(attrs={"multiple": True, "accept": ACCEPTED}),
    )


class PortalForm(forms.Form):
    """A form that keeps everything typed and takes the command's refusal in."""

    use_required_attribute = False

    def refuse(self, problem: DomainError) -> None:
        """Show a refusal beside its fields, or above the form where it names none."""
        shown = {name: text for name, text in problem.fields.items() if name in self.fields}
        for name, text in shown.items():
            self.add_error(name, str(text))
        if not shown:
            self.add_error(None, str(problem.message))


class OnceForm(PortalForm):
    """A form that can be sent twice and is carried out once."""

    token = forms.Field(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["token"].initial = new_token

    def clean_token(self) -> str:
        """Return the token of the page, or a fresh one where it is missing or made up."""
        given = str(self.cleaned_data["token"] or "")
        return given if _TOKEN.fullmatch(given) else new_token()

    def refuse(self, problem: DomainError) -> None:
        """Show a refusal; other words under a used token may be sent once more, as a new matter."""
        if problem.code != "idempotency_key_reused":
            return super().refuse(problem)
        self.data = {**dict(self.data.items()), "token": new_token()}
        return self.add_error(
            None,
            _("You have sent this form before, with other words. If this is something new, send it once more."),
        )


class SubmitForm(OnceForm):
    """A new matter."""

    type = Words(
        label=_("What is it about?"),
        widget=forms.RadioSelect(choices=[(door.code, door.name) for door in DOORS]),
    )
    subject = Words(
        label=_("In a few words"),
        help_text=_("For example: the bill for May is wrong"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = Words(label=_("Tell us everything we should know"), widget=forms.Textarea(attrs={"rows": 7}))
    name = Words(
        label=_("How may we address you?"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = Words(
        label=_("Phone number"),
        help_text=_("With it you can follow your case later. If you have none, leave an e-mail address instead."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    email = Words(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    own: Sequence[Any] = ()
    files = files_field()
    leave_empty = forms.CharField(required=False)
    """Out of sight: only a machine that fills in everything fills this in."""

    def clean(self) -> dict[str, Any]:
        """Refuse a machine, kindly enough for a person whose browser filled in too much."""
        if self.cleaned_data.get("leave_empty"):
            raise forms.ValidationError(
                _(
                    "This looked as if a machine had sent it, so nothing was stored."
                    " If you are a person, send it once more."
                )
            )
        return self.cleaned_data

    def ask(self, sent: Mapping[str, str]) -> None:
        """Take in the fields of the centre's own that are meant for customers, for the type that is chosen."""
        self.own = own_fields(sent)
        self.fields |= {GIVEN + one.code: own_field(one) for one in self.own}

    @property
    def asked(self) -> list[forms.BoundField]:
        """Return the fields of the centre's own."""
        return [self[GIVEN + one.code] for one in self.own]

    def own_answers(self) -> dict[str, str | list[str]]:
        """Return what the customer said in the fields of the centre's own, by their code."""
        said = {one.code: self.cleaned_data.get(GIVEN + one.code) for one in self.own}
        return {code: value for code, value in said.items() if value}

    def matter(self) -> Matter:
        """Return what the customer said, by the names of the command's arguments."""
        said = self.cleaned_data
        return Matter(
            type=said["type"],
            subject=said["subject"],
            body=said["body"],
            name=said["name"],
            phone=said["phone"],
            email=said["email"],
        )


class TrackForm(PortalForm):
    """Finding a case again. `words` were written on a page that this browser may no longer see."""

    number = Words(
        label=_("Case number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "placeholder": "261121-0042-7"}),
    )
    contact = Words(
        label=_("Phone number or e-mail"),
        help_text=_("The one you left with this case"),
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    words = Words(widget=forms.HiddenInput, required=False)


class WriteForm(OnceForm):
    """More words to a case."""

    body = Words(label=_("Your message"), widget=forms.Textarea(attrs={"rows": 5}))
    files = files_field()


class RateForm(OnceForm):
    """How content the customer is: the button that was pressed, and words if she likes."""

    score = forms.TypedChoiceField(choices=[(score, "") for score in SCORES], coerce=int)
    words = Words(label=_("What was good, what was not?"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


def new_token() -> str:
    """Return a key that no other form has."""
    return str(uuid.uuid4())
