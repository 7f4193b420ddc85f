"""Customers and their contacts."""

from django.db import models

from fuwutai.kernel.fields import EncryptedTextField


class Customer(models.Model):
    """A person we serve. `tier` is the class in which the centre serves them; "" = none given."""

    name = EncryptedTextField()
    tier = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()


class Contact(models.Model):
    """A phone number, mail address or account name, found by its blind index, readable only through the key ring."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10)
    value = EncryptedTextField()
    value_index = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value_index"], name="contact_kind_index")]
