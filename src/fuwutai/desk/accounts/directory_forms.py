"""The forms of the directories by which people sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.desk.accounts.centre_forms import PLAIN, code_field
from fuwutai.domain.accounts.directories import LONGEST

ONE_ATTRIBUTE = {"required": _("Enter the name of one attribute.")}


class DirectoryForm(forms.Form):
    """A directory."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("It stands on the sign-in page."),
        error_messages={"required": _("Enter the name that people know, at most 60 characters.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    url = forms.CharField(
        label=_("Address of the directory"), max_length=200, widget=forms.TextInput(attrs=PLAIN),
        help_text=_("For example ldaps://ldap.example.cn or ldap://ldap.example.cn:389"),
        error_messages={"required": _("Enter the address of the directory, beginning with ldaps:// or ldap://.")},
    )  # fmt: skip
    uses_starttls = forms.BooleanField(label=_("Encrypt with STARTTLS (for ldap://)"), required=False)
    authorities = forms.CharField(
        label=_("Certificate of the authority"), max_length=50_000, required=False,
        help_text=_("In PEM form, where the server's certificate comes from an authority of your own."),
        widget=forms.Textarea(attrs={**PLAIN, "rows": 4, "class": "mono"}),
    )  # fmt: skip
    base_dn = forms.CharField(
        label=_("Base DN"), max_length=LONGEST["base_dn"], widget=forms.TextInput(attrs=PLAIN),
        help_text=_("Where people are looked for, for example ou=people,dc=example,dc=cn"),
        error_messages={"required": _("Enter a DN, for example dc=example,dc=cn.")},
    )  # fmt: skip
    search_filter = forms.CharField(
        label=_("Filter"), max_length=LONGEST["search_filter"], widget=forms.TextInput(attrs=PLAIN),
        help_text=_("Active Directory: (sAMAccountName={name}) · OpenLDAP: (uid={name})"),
        error_messages={
            "required": _("Enter a filter in which {name} stands for the name typed, for example (uid={name}).")
        },
    )  # fmt: skip
    bind_dn = forms.CharField(
        label=_("DN of the service account"), max_length=LONGEST["bind_dn"], widget=forms.TextInput(attrs=PLAIN),
        help_text=_("An account that may only look for people."),
        error_messages={"required": _("Enter the DN of the service account.")},
    )  # fmt: skip
    bind_password = forms.CharField(
        label=_("Password of the service account"), max_length=1_000, required=False, strip=False,
        help_text=_(
            "It is kept encrypted and never shown again. Empty keeps the one there is, unless address, encryption or "
            "certificate change."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    mail_attribute = forms.CharField(
        label=_("Attribute with the mail address"), max_length=60, initial="mail",
        widget=forms.TextInput(attrs=PLAIN), error_messages=ONE_ATTRIBUTE,
        help_text=_("Only administrators of the directory may be able to change it: by it people are recognised."),
    )  # fmt: skip
    subject_attribute = forms.CharField(
        label=_("Attribute that never changes"), max_length=60, widget=forms.TextInput(attrs=PLAIN),
        help_text=_("Active Directory: objectGUID · OpenLDAP: entryUUID"), error_messages=ONE_ATTRIBUTE,
    )  # fmt: skip
    is_on = forms.BooleanField(label=_("Asked when people sign in"), required=False, initial=True)


class NewDirectoryForm(DirectoryForm):
    """A directory that is new."""

    code = code_field()
    bind_password = forms.CharField(
        label=_("Password of the service account"), max_length=1_000, strip=False,
        help_text=_("It is kept encrypted and never shown again."),
        error_messages={"required": _("Enter the password of the service account.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    field_order = ("name", "code")
