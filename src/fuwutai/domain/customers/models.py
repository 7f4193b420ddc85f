"""Customers, the organisations they belong to, how they are reached, and what we know and may do with it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from fuwutai.kernel.fields import EncryptedTextField


class Organisation(models.Model):
    """A company, institution or household whose people turn to us. `name_key` is the name as it is compared."""

    name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=160, db_index=True)
    register_number = models.CharField(max_length=30, blank=True, default="")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register_number"], condition=~Q(register_number=""), name="organisation_register_number"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A person we serve. `tier` is the class in which the centre serves them; "" = none given.

    Who was merged into another customer keeps this row, its contacts and its cases, and is read as that one: taking
    a merger back is taking the pointer back. `restricted`: only few may know of them (S0-5.2).
    `quiet_from` to `quiet_until`: the hours, in the centre's time, in which we do not call or write.
    """

    name = EncryptedTextField()
    type = models.CharField(max_length=20, blank=True, default="")
    tier = models.CharField(max_length=40, blank=True, default="")
    stage = models.CharField(max_length=20, blank=True, default="")
    address: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    manner: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    language = models.CharField(max_length=10, blank=True, default="")
    channel = models.CharField(max_length=20, blank=True, default="")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    restricted = models.BooleanField(default=False)
    owner = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], condition=Q(merged_into=None), name="customer_newest"),
            models.Index(fields=["merged_into"], condition=~Q(merged_into=None), name="customer_merged"),
            models.Index(Coalesce("merged_into", "id"), name="customer_person"),
            models.Index(fields=["owner"], condition=~Q(owner=None), name="customer_owner"),
            models.Index(fields=["created_by"], condition=~Q(created_by=None), name="customer_created_by"),
        ]


class Contact(models.Model):
    """A phone number, mail address, account name or identity number, found by its blind index.

    One belongs to one customer, unless several people share it: a shared one does not say who is speaking.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10)
    value = EncryptedTextField()
    value_index = models.CharField(max_length=64, db_index=True)
    shared = models.BooleanField(default=False)
    preferred = models.BooleanField(default=False)
    added_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_how = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value_index"], condition=Q(shared=False), name="contact_kind_index"
            ),
            models.UniqueConstraint(fields=["customer", "kind", "value_index"], name="contact_once"),
        ]


class Member(models.Model):
    """That a customer belongs to an organisation, what they do there, and whose cases they see."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="memberships")
    post = models.CharField(max_length=60, blank=True, default="")
    sight = models.CharField(max_length=10, default="own")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "customer"], name="member_once")]


class SpecialHandling(models.Model):
    """Why and how a customer is handled with special care, until it ends. Source: S0-5.2."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="special_handling")
    kind = models.CharField(max_length=20)
    note = EncryptedTextField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind"], condition=Q(ended_at=None), name="special_once")
        ]


class Consent(models.Model):
    """One answer of a customer to one use of their data; the latest counts, none is ever changed. Source: S0-5.4-3."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20)
    given = models.BooleanField()
    how = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "purpose", "-at", "-id"], name="consent_latest")]


class CustomerNote(models.Model):
    """What colleagues should know of a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notes")
    body = EncryptedTextField()
    pinned = models.BooleanField(default=False)
    author = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class CustomField(models.Model):
    """A field of a centre's own on its customers, with what it is collected for and how it is protected."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    options = models.JSONField(default=list)
    purpose = models.CharField(max_length=20)
    level = models.CharField(max_length=10)
    position = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CustomValue(models.Model):
    """What stands in a field of the centre's own for one customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="custom_values")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="+")
    value = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="custom_value_once")]


class CustomerChange(models.Model):
    """Before and after of one field, encrypted: the journal says that it changed, here stands what (S0-4.1-4)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=60)
    before: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    after: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")


class Reveal(models.Model):
    """That a colleague, for a reason that stands in the access log, sees a customer's data in full until a moment."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="reveals")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    access_entry_id = models.BigIntegerField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staff", "customer", "-until"], name="reveal_latest")]


class MatchKey(models.Model):
    """A keyed digest of one feature of a customer by which duplicates are found without opening anybody's data."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="match_keys")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "digest"], name="match_key_once")]
        indexes = [models.Index(fields=["digest"], name="match_key_digest")]


class Suggestion(models.Model):
    """That two customers, the one with the smaller id first, may be one person; why, and what was decided."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    score_percent = models.IntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="suggestion_once")]
        indexes = [
            models.Index(fields=["-score_percent", "id"], condition=Q(state="open"), name="suggestion_open")
        ]


class Merger(models.Model):
    """That one customer was found to be another; `moved`: who had been merged into the absorbed one before."""

    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
