"""Turns, pauses and tries, decided against a moving clock without waiting."""

from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.capture.politeness import Ended, Turns, estimate_seconds, host_of
from archiver.capture_settings import CaptureSettings

MANNERS = CaptureSettings(host_jitter_seconds=0)
GOOD, NETWORK, GONE = Ended(), Ended(reason="network"), Ended(reason="http-404")
BUSY = Ended(reason="http-503")
Visit = tuple[int, float, float]


def url(host: str) -> str:
    return f"https://{host}/start"


def turns(*hosts: str, manners: CaptureSettings = MANNERS, chance: float = 0.0) -> Turns:
    made = Turns(manners, lambda: chance)
    made.add(map(url, hosts))
    return made


def begin(made: Turns, now: float) -> list[int]:
    found = []
    while (number := made.begin(now)) is not None:
        found.append(number)
    return found


def test_one_host_gets_one_visit_at_a_time_and_others_go_on() -> None:
    made = turns("a", "a", "b")
    assert begin(made, 0) == [0, 2]


def test_the_pause_begins_when_the_visit_ends() -> None:
    made = turns("a", "a")
    assert begin(made, 0) == [0]
    assert not made.end(0, GOOD, 50)
    assert made.next_moment() == 60
    assert begin(made, 59.9) == []
    assert begin(made, 60) == [1]


def test_chance_lengthens_the_pause() -> None:
    manners = replace(MANNERS, host_jitter_seconds=5)
    made = turns("a", "a", manners=manners, chance=0.5)
    begin(made, 0)
    made.end(0, GOOD, 0)
    assert made.next_moment() == 12.5


def test_waits_grow_and_the_last_holds_on() -> None:
    manners = replace(MANNERS, attempts=6, account_seconds=10_000)
    made, now, waits = turns("a", manners=manners), 0.0, []
    while True:
        assert begin(made, now) == [0]
        if not made.end(0, NETWORK, now):
            break
        waits.append(made.next_moment() - now)
        now = made.next_moment()
    assert waits == [30, 120, 600, 600, 600]
    assert made.all_over


@pytest.mark.parametrize("reason", ["http-404", "http-410", "login", "not-http", "http-4040", "?"])
def test_what_will_not_pass_is_not_tried_again(reason: str) -> None:
    made = turns("a")
    begin(made, 0)
    assert not made.end(0, Ended(reason=reason), 1)
    assert made.all_over


@pytest.mark.parametrize("reason", ["network", "timeout", "crash", "worker-died", "http-500"])
def test_a_failure_of_the_moment_is_tried_three_times(reason: str) -> None:
    made, now, tries = turns("a"), 0.0, 0
    while begin(made, now):
        tries += 1
        made.end(0, Ended(reason=reason), now)
        now = min(made.next_moment(), 10_000)
    assert tries == 3


def test_while_one_waits_others_of_the_same_host_go_on() -> None:
    made = turns("a", "a")
    begin(made, 0)
    assert made.end(0, NETWORK, 0)
    assert begin(made, 10) == [1]


def test_a_host_that_asks_for_a_pause_is_left_alone_so_long() -> None:
    made = turns("a", "a", "b")
    assert begin(made, 0) == [0, 2]
    made.end(2, GOOD, 5)
    assert made.end(0, replace(BUSY, retry_after=100), 10)
    assert begin(made, 109.9) == []
    assert made.next_moment() == 110
    assert begin(made, 110) == [1]


def test_a_pause_that_is_too_long_closes_the_host_for_this_run() -> None:
    made = turns("a", "a", "b")
    begin(made, 0)
    assert not made.end(0, replace(BUSY, retry_after=901), 10)
    assert list(made.put_off()) == [(1, 0)]
    assert not made.all_over
    made.end(2, GOOD, 20)
    assert made.all_over


def test_a_host_that_turns_away_three_in_a_row_is_left_alone() -> None:
    made = turns("a", "a", "a", "a")
    now = 0.0
    for number in range(3):
        assert begin(made, now) == [number]
        made.end(number, BUSY, now)
        now = min(made.next_moment(), 1_000)
    assert sorted(made.put_off()) == [(0, 1), (1, 1), (3, 0)]
    assert made.all_over
    assert list(made.put_off()) == []


def test_an_answer_between_begins_the_count_anew() -> None:
    made, now = turns(*"aaaaaa"), 0.0
    for number, ended in enumerate([BUSY, BUSY, GONE, BUSY, BUSY]):
        assert begin(made, now) == [number]
        made.end(number, ended, now)
        now = made.next_moment()
    assert list(made.put_off()) == []


def test_no_try_is_begun_that_might_not_fit_into_the_time_of_the_account() -> None:
    fits = replace(MANNERS, total_seconds=100, account_seconds=20 + 30 + 100)
    for manners, again in ((fits, True), (replace(fits, account_seconds=149), False)):
        made = turns("a", manners=manners)
        begin(made, 0)
        assert made.end(0, NETWORK, 20) is again


def test_a_long_line_at_a_host_costs_no_account_its_second_try() -> None:
    made, now = turns(*"a" * 100), 0.0
    for number in range(100):
        assert begin(made, now) == [number]
        made.end(number, NETWORK if number == 0 else GOOD, now + 60)
        now = made.next_moment()
    assert now > MANNERS.account_seconds
    assert begin(made, now) == [0]


def test_a_host_is_scheme_name_and_port() -> None:
    assert host_of("https://Exempelstad.se/a") == host_of("https://exempelstad.se:443/b")
    assert host_of("http://exempelstad.se/") != host_of("https://exempelstad.se/")
    assert host_of("http://a.se:8000/") != host_of("http://a.se:8001/")
    assert host_of("http://[broken/") != host_of("http://[other/")


def test_a_run_on_one_host_takes_as_long_as_its_visits_and_pauses() -> None:
    manners = replace(MANNERS, host_jitter_seconds=4)
    alone = estimate_seconds([url("a")] * 50, manners, 8, 30)
    assert alone == 50 * 30 + 49 * 12
    assert estimate_seconds([url(str(n)) for n in range(50)], manners, 2, 30) == 750
    assert estimate_seconds([], manners, 1, 30) == 0


ENDS = st.builds(
    Ended,
    reason=st.sampled_from([None, "network", "http-403", "http-429", "http-404", "crash", "login"]),
    retry_after=st.sampled_from([None, 0.0, 90.0, 500.0, 2_000.0]),
)
MANY_MANNERS = st.builds(
    CaptureSettings,
    attempts=st.integers(1, 5),
    backoff_seconds=st.lists(st.integers(0, 700), min_size=1, max_size=3).map(tuple),
    retry_after_seconds=st.sampled_from([0, 90, 1_000]),
    account_seconds=st.integers(10, 5_000),
    host_pause_seconds=st.integers(0, 60),
    host_jitter_seconds=st.integers(0, 30),
    breaker_failures=st.integers(1, 6),
)


@given(st.lists(st.sampled_from("abc"), max_size=12), MANY_MANNERS, st.integers(1, 4), st.data())
def test_whatever_happens_nobody_is_pressed_and_all_end(
    hosts: list[str], manners: CaptureSettings, at_once: int, data: st.DataObject
) -> None:
    made = Turns(manners, lambda: data.draw(st.floats(0, 0.999)))
    made.add(map(url, hosts))
    visits, ended, last, put_off = _live_through(made, at_once, data)

    assert set(last) | put_off == set(range(len(hosts)))
    assert not put_off & set(last)
    for host in set(hosts):
        mine = sorted(
            (begun, over, number) for number, begun, over in visits if hosts[number] == host
        )
        for (_, over, number), (begun, _, _) in pairwise(mine):
            assert begun >= over + manners.host_pause_seconds
            asked = ended[number, over].retry_after
            if ended[number, over].reason in {"http-403", "http-429"} and asked is not None:
                assert begun >= over + asked
                assert asked <= manners.retry_after_seconds
    for number in set(last):
        assert sum(number == each for each, _, _ in visits) <= manners.attempts


def _live_through(
    made: Turns, at_once: int, data: st.DataObject
) -> tuple[list[Visit], dict[tuple[int, float], Ended], set[int], set[int]]:
    """Let a run go by on a clock that jumps from one thing that happens to the next."""
    now, running = 0.0, dict[int, tuple[float, float]]()
    visits, ended = list[Visit](), dict[tuple[int, float], Ended]()
    tried, put_off = set[int](), set[int]()
    while not made.all_over:
        put_off |= {number for number, tries in made.put_off() if not tries}
        while len(running) < at_once and (number := made.begin(now)) is not None:
            assert number not in running
            running[number] = (now, now + data.draw(st.floats(0, 400)))
            tried.add(number)
        moments = [over for _, over in running.values()]
        if len(running) < at_once:
            moments.append(made.next_moment())
        now = max(now, min(moments, default=inf))
        if now == inf:
            assert made.all_over, "somebody waits for nothing"
            break
        for number in [each for each, (_, over) in running.items() if over <= now]:
            begun, over = running.pop(number)
            visits.append((number, begun, over))
            ended[number, over] = data.draw(ENDS)
            made.end(number, ended[number, over], now)
    return visits, ended, tried, put_off
