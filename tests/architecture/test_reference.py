"""The generated pages of docs/reference are what the registries say."""

from fuwutai.cli.reference import stale_pages


def test_the_reference_is_up_to_date():
    assert sorted(stale_pages()) == []
