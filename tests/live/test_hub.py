"""The hub: who hears of a change, and who must not."""

import asyncio
import json

import pytest

from fuwutai.live import hub as hub_module
from fuwutai.live.hub import EVERYTHING, QUEUE_LENGTH, RESYNC, STREAMS_PER_SESSION, Hub, Stream


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(hub_module, "BURST_SECONDS", 0.0)


def with_hub(scenario, topics_of):
    """Run a scenario beside a hub whose cases have the topics given; return what the scenario returns."""

    async def main():
        asked = []

        async def resolve(case_ids):
            asked.append(sorted(case_ids))
            topics = topics_of(case_ids) if callable(topics_of) else topics_of
            return {case_id: topics[case_id] for case_id in case_ids if case_id in topics}

        hub = Hub(resolve)
        hub.asked = asked
        running = asyncio.ensure_future(hub.run())
        try:
            return await scenario(hub)
        finally:
            running.cancel()

    return asyncio.run(main())


def listening(hub, *topics, session="one"):
    stream = Stream(session, {topic: topic for topic in topics})
    assert hub.attach(stream)
    return stream


async def settled(hub, *rows):
    hub.announced("journal", [list(row) for row in rows])
    for _turn in range(20):
        await asyncio.sleep(0)


def received(stream):
    messages = []
    while not stream.queue.empty():
        item = stream.queue.get_nowait()
        messages.append(item if item in (None, RESYNC) else json.loads(item.split(b"data: ")[1]))
    return messages


@pytest.mark.parametrize("code", sorted(hub_module.MOVES))
def test_who_is_moved_hears_nothing_more_until_her_page_connects_anew(code):
    async def scenario(hub):
        hers, other = listening(hub, "staff:7", "team:1"), listening(hub, "staff:8", "team:1", session="two")
        await settled(hub, ["staff", 7, code, 1], ["case", 5, "x", 2])
        return received(hers), received(other)

    hers, other = with_hub(scenario, {5: {"team:1"}})
    assert hers == [RESYNC, None]
    assert other == [{"topic": "team:1", "case": 5, "seq": 2}]


def test_what_happens_to_a_person_otherwise_ends_no_stream():
    async def scenario(hub):
        stream = listening(hub, "staff:7", "team:1")
        await settled(hub, ["staff", 7, "accounts.presence_changed", 1], ["team", 7, "accounts.team_moved", 2])
        return received(stream)

    assert with_hub(scenario, {}) == []


@pytest.mark.proves("S4-7.1-5")
def test_a_stream_hears_of_the_cases_of_its_team_and_never_of_another_teams_case():
    async def scenario(hub):
        ours, theirs = listening(hub, "team:1"), listening(hub, "team:2")
        await settled(hub, ("case", 5, "cases.opened", 3), ("case", 6, "cases.opened", 1))
        return received(ours), received(theirs)

    ours, theirs = with_hub(scenario, {5: {"case:5", "team:1"}, 6: {"case:6", "team:2"}})
    assert ours == [{"topic": "team:1", "case": 5, "seq": 3}]
    assert theirs == [{"topic": "team:2", "case": 6, "seq": 1}]


def test_a_message_holds_nothing_but_topic_id_and_sequence():
    async def scenario(hub):
        stream = listening(hub, "case:5")
        await settled(hub, ("case", 5, "cases.customer_wrote", 9))
        return received(stream)

    assert with_hub(scenario, {5: {"case:5"}}) == [{"topic": "case:5", "case": 5, "seq": 9}]


def test_the_page_gets_the_name_it_knows_a_topic_by():
    async def scenario(hub):
        stream = Stream("one", {"staff:7": "mine"})
        hub.attach(stream)
        await settled(hub, ("case", 5, "cases.assigned", 2))
        return received(stream)

    assert with_hub(scenario, {5: {"staff:7"}}) == [{"topic": "mine", "case": 5, "seq": 2}]


def test_who_sees_everything_hears_of_every_case():
    async def scenario(hub):
        stream = listening(hub, EVERYTHING)
        await settled(hub, ("case", 5, "x", 1), ("case", 6, "x", 1))
        return [message["case"] for message in received(stream)]

    assert with_hub(scenario, {5: {"team:1"}, 6: {"team:2"}}) == [5, 6]


def test_a_burst_about_one_case_is_resolved_once_and_told_once():
    async def scenario(hub):
        stream = listening(hub, "case:5")
        for seq in range(1, 30):
            hub.announced("journal", [["case", 5, "x", seq]])
        await settled(hub, ("case", 5, "x", 30))
        return received(stream), hub.asked

    messages, asked = with_hub(scenario, {5: {"case:5"}})
    assert messages == [{"topic": "case:5", "case": 5, "seq": 30}]
    assert asked == [[5]]


def test_the_team_that_loses_a_case_is_told_that_its_list_changed_but_not_the_id():
    place = {5: {"team:1"}}

    async def scenario(hub):
        former, present = listening(hub, "team:1"), listening(hub, "team:2")
        await settled(hub, ("case", 5, "x", 1))
        received(former)
        place[5] = {"team:2"}
        await settled(hub, ("case", 5, "cases.assigned", 2))
        return received(former), received(present)

    former, present = with_hub(scenario, lambda case_ids: place)
    assert former == [{"topic": "team:1"}]
    assert present == [{"topic": "team:2", "case": 5, "seq": 2}]


def test_other_subjects_and_other_channels_are_not_passed_on():
    async def scenario(hub):
        stream = listening(hub, EVERYTHING)
        await settled(hub, ("staff", 5, "accounts.signed_in", 1))
        hub.announced("outbox", None)
        return received(stream), hub.asked

    assert with_hub(scenario, {5: {"team:1"}}) == ([], [])


def test_people_hear_that_there_is_something_new_for_them_and_nobody_else_does():
    async def scenario(hub):
        lin, zhao = Stream("one", {"staff:7": "mine", "team:1": "team:1"}), listening(hub, "staff:8", EVERYTHING)
        hub.attach(lin)
        for _burst in range(QUEUE_LENGTH + 1):
            hub.announced("staff", [7, 9])
        await settled(hub)
        return received(lin), received(zhao), hub.asked

    assert with_hub(scenario, {}) == ([{"topic": "mine"}], [], [])


def test_a_slow_reader_is_told_to_start_over_and_ended():
    async def scenario(hub):
        stream = listening(hub, "case:5")
        for seq in range(QUEUE_LENGTH + 1):
            await settled(hub, ("case", 5, "x", seq + 1))
        return received(stream)

    assert with_hub(scenario, {5: {"case:5"}}) == [RESYNC, None]


def test_an_error_while_resolving_makes_all_pages_start_over_and_the_hub_goes_on():
    failures = [RuntimeError("database gone")]

    def topics_of(case_ids):
        if failures:
            raise failures.pop()
        return {5: {"case:5"}}

    async def scenario(hub):
        stream = listening(hub, "case:5")
        await settled(hub, ("case", 5, "x", 1))
        first = received(stream)
        await settled(hub, ("case", 5, "x", 2))
        return first, received(stream)

    first, second = with_hub(scenario, topics_of)
    assert first == [RESYNC]
    assert second == [{"topic": "case:5", "case": 5, "seq": 2}]


def test_changed_rights_take_effect_on_an_open_stream():
    async def scenario(hub):
        stream = listening(hub, "team:1", "team:2")
        hub.change_topics(stream, {"team:2": "team:2"})
        await settled(hub, ("case", 5, "x", 1), ("case", 6, "x", 1))
        return [message["case"] for message in received(stream)]

    assert with_hub(scenario, {5: {"team:1"}, 6: {"team:2"}}) == [6]


def test_one_session_gets_a_limited_number_of_streams():
    async def scenario(hub):
        streams = [listening(hub, "case:5") for _number in range(STREAMS_PER_SESSION)]
        refused = hub.attach(Stream("one", {}))
        elsewhere = hub.attach(Stream("two", {}))
        hub.detach(streams[0])
        return refused, elsewhere, hub.attach(Stream("one", {}))

    assert with_hub(scenario, {}) == (False, True, True)


def test_closing_ends_every_stream_and_takes_no_new_one():
    async def scenario(hub):
        stream = listening(hub, "case:5")
        hub.close()
        return received(stream), hub.attach(Stream("two", {}))

    assert with_hub(scenario, {}) == ([None], False)
