"""How often one stranger may knock."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import RequestFactory, override_settings

from fuwutai.kernel.errors import TooMany
from fuwutai.portal import abuse


def sender(address: str) -> str:
    return abuse.sender_of(RequestFactory().get("/", REMOTE_ADDR=address))


def test_an_allowance_that_is_used_up_is_refused_with_the_time_to_wait() -> None:
    abuse.count("1/hour", "submit", "192.0.2.1")
    with pytest.raises(TooMany) as refused:
        abuse.count("1/hour", "submit", "192.0.2.1")
    assert refused.value.facts["retry_after_seconds"] == 3600


def test_two_senders_and_two_purposes_are_counted_apart() -> None:
    abuse.count("1/hour", "submit", "192.0.2.1")
    abuse.count("1/hour", "submit", "192.0.2.2")
    abuse.count("1/hour", "track", "192.0.2.1")


@override_settings(FUWUTAI_RATE_LIMITS=False)
def test_nothing_is_counted_where_limits_are_off() -> None:
    for _attempt in range(5):
        abuse.count("1/hour", "submit", "192.0.2.1")


def test_a_household_of_ipv6_is_one_sender() -> None:
    assert sender("2001:db8:1:2::aaaa") == sender("2001:db8:1:2::bbbb") != sender("2001:db8:1:3::aaaa")


def test_each_address_of_ipv4_is_a_sender() -> None:
    assert sender("192.0.2.1") != sender("192.0.2.2")


@pytest.mark.parametrize(
    ("environment", "counted"),
    [
        ({}, True),
        ({"FUWUTAI_RATE_LIMITS": "off"}, False),
        ({"FUWUTAI_RATE_LIMITS": "off", "FUWUTAI_HOSTS": "localhost,127.0.0.1,[::1]"}, False),
        ({"FUWUTAI_RATE_LIMITS": "off", "FUWUTAI_HOSTS": "service.example.org,localhost"}, True),
        ({"FUWUTAI_RATE_LIMITS": "off", "FUWUTAI_HOSTS": "*"}, True),
        ({"FUWUTAI_RATE_LIMITS": "off", "FUWUTAI_HTTPS": "1"}, True),
    ],
)
def test_limits_can_be_put_off_only_where_nobody_else_can_ask(
    tmp_path: Path, program_environment: dict[str, str], environment: dict[str, str], counted: bool
) -> None:
    program = "from fuwutai.config.settings import FUWUTAI_RATE_LIMITS; print(FUWUTAI_RATE_LIMITS)"
    known = {name: value for name, value in program_environment.items() if name != "FUWUTAI_RATE_LIMITS"}
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={**known, "FUWUTAI_DATA": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == str(counted)
