import time

from fuwutai.kernel import memo
from fuwutai.kernel.memo import Memo, Shelf


def test_a_value_is_read_once_and_again_after_it_was_forgotten():
    values = iter(range(9))
    kept = Memo(lambda: next(values))
    assert (kept.get(), kept.get()) == (0, 0)
    kept.forget()
    assert (kept.get(), kept.get()) == (1, 1)


def test_a_value_grows_old(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    values = iter(range(9))
    kept = Memo(lambda: next(values))
    assert kept.get() == 0
    now[0] += memo.FRESH_SECONDS - 0.01
    assert kept.get() == 0
    now[0] += 0.01
    assert kept.get() == 1


def test_what_others_told_us_is_kept_by_name_until_it_is_old_or_forgotten(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    kept: Shelf[list[int]] = Shelf(300)
    told = [1]
    assert kept.get("a") is None
    kept.put("a", told)
    now[0] += 299
    kept.put("a", told)  # the same again: nobody was asked in between
    assert kept.get("a") is told and kept.get("b") is None
    now[0] += 1
    assert kept.get("a") is None
    kept.put("a", told)
    kept.forget()
    assert kept.get("a") is None


def test_nothing_is_a_value_too():
    reads = []
    kept = Memo(lambda: reads.append(1))
    assert kept.get() is None
    assert kept.get() is None
    assert len(reads) == 1
