import os
import time

import pytest
import time_machine
from limits.errors import StorageError

from fuwutai.kernel import rate_limit
from fuwutai.kernel.errors import TooMany


@pytest.fixture(autouse=True)
def limited(settings):
    settings.FUWUTAI_RATE_LIMITS = True


def test_what_is_allowed_is_allowed_and_the_next_one_is_told_when_to_come_back():
    with time_machine.travel(1_795_262_400, tick=False) as traveller:
        for _ in range(3):
            rate_limit.spend("3/minute", "sign_in", "203.0.113.9")
        traveller.shift(20)
        with pytest.raises(TooMany) as refused:
            rate_limit.spend("3/minute", "sign_in", "203.0.113.9")
        assert refused.value.http_status == 429
        assert 39 <= refused.value.facts["retry_after_seconds"] <= 41
        traveller.shift(refused.value.facts["retry_after_seconds"] + 1)
        rate_limit.spend("3/minute", "sign_in", "203.0.113.9")


def test_each_caller_and_each_door_has_its_own_count():
    rate_limit.spend("1/minute", "sign_in", "203.0.113.9")
    rate_limit.spend("1/minute", "sign_in", "203.0.113.10")
    rate_limit.spend("1/minute", "submit", "203.0.113.9")
    with pytest.raises(TooMany):
        rate_limit.spend("1/minute", "sign_in", "203.0.113.9")


def test_forgetting_begins_a_fresh_day():
    rate_limit.spend("1/minute", "sign_in")
    rate_limit.forget_all()
    rate_limit.spend("1/minute", "sign_in")


def test_nothing_is_counted_where_limits_are_off(settings):
    settings.FUWUTAI_RATE_LIMITS = False
    for _ in range(5):
        rate_limit.spend("1/minute", "sign_in")


def test_without_redis_this_process_counts_for_itself(monkeypatch, caplog):
    class Away:
        def hit(self, *_arguments):
            raise StorageError(ConnectionError("refused"))

    monkeypatch.setattr(rate_limit, "_shared", Away)
    rate_limit.spend("1/minute", "sign_in")
    with pytest.raises(TooMany):
        rate_limit.spend("1/minute", "sign_in")
    assert "Redis does not count" in caplog.text


@pytest.mark.redis
def test_several_processes_count_together_in_redis(settings):
    settings.FUWUTAI_REDIS_URL = os.environ["FUWUTAI_TEST_REDIS"]
    rate_limit._shared.cache_clear()
    who = f"test-{os.getpid()}-{time.time()}"
    try:
        rate_limit.spend("1/minute", who)
        rate_limit._shared.cache_clear()  # another process
        with pytest.raises(TooMany):
            rate_limit.spend("1/minute", who)
    finally:
        rate_limit._shared.cache_clear()
