"""How the desk answers."""

import json

import pytest
from django import forms
from django.http import HttpResponse
from django.test import RequestFactory

from fuwutai.desk.answers import refuse_in_form, safe_next, with_toast
from fuwutai.kernel.errors import Conflict, Invalid


class OneField(forms.Form):
    name = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/desk/queues/team", "/desk/queues/team"),
        ("", "/desk/"),
        ("https://testserver.evil.example/", "/desk/"),
        ("///evil.example", "/desk/"),
        ("\\\\evil.example", "/desk/"),
        ("http://testserver/desk/", "http://testserver/desk/"),
    ],
)
def test_a_form_goes_on_only_to_our_own_pages(wanted, reached):
    assert safe_next(RequestFactory().post("/desk/preferences", {"next": wanted})) == reached


def test_a_toast_travels_in_ascii():
    header = with_toast(HttpResponse(), "已发送")["HX-Trigger"]
    assert header.isascii()
    assert json.loads(header) == {"toast": {"text": "已发送", "level": "success"}}


def test_a_refusal_stands_at_its_field_and_what_has_no_field_at_the_head():
    form = OneField({})
    refuse_in_form(form, Invalid("wrong", fields={"name": "Too long.", "unknown": "Not possible."}))
    assert form.errors == {"name": ["Too long."], "__all__": ["Not possible."]}


def test_a_refusal_without_fields_stands_at_the_head():
    form = OneField({})
    refuse_in_form(form, Conflict("Somebody was faster."))
    assert form.errors == {"__all__": ["Somebody was faster."]}
