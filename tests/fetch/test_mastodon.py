"""What is fetched from Mastodon: all of it once, as it came, and nothing from a bad answer."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archiver.fetch.mastodon import pull_mastodon
from diarium.fetches import Cursor, Fetched, FetchOutcome
from tests.fetch.mastodon_server import (
    SERVER_WORDS,
    TOKEN,
    Answer,
    Instance,
    conversation,
    mention,
    serving,
)
from tests.fetch.pulls import NOW, few, mastodon, new_pull

CHUNKED = (("Transfer-Encoding", "chunked"),)
CHUNK = b"4000\r\n" + b" " * 16_384 + b"\r\n"


@pytest.fixture
def instance() -> Iterator[Instance]:
    with serving() as served:
        yield served


def pull(instance: Instance, folder: Path, token: str = TOKEN, **said: Any) -> Fetched:  # noqa: ANN401  see new_pull
    return pull_mastodon(new_pull(folder, mastodon(instance.url), token, **said))


def ids(folder: Path, name: str) -> list[str]:
    found = [json.loads(each.read_bytes()) for each in sorted(folder.glob(f"{name}-*.json"))]
    return [each["id"] for page in found for each in reversed(page)]


def test_every_page_is_kept_as_it_came(instance: Instance, tmp_path: Path) -> None:
    instance.notifications = [mention(number) for number in range(1, 8)]
    instance.conversations = [conversation(number) for number in range(1, 3)]

    done = pull(instance, tmp_path)

    assert (done.outcome, done.reason) == (FetchOutcome.DONE, None)
    assert done.cursor == {"server": instance.url, "notifications": "7", "conversations": "5002"}
    assert ids(tmp_path, "notifications") == [str(number) for number in range(1, 8)]
    assert ids(tmp_path, "conversations") == ["1", "2"]
    answered = instance.page("/api/v1/notifications?min_id=0&limit=80")
    assert answered is not None
    assert (tmp_path / "notifications-00001.json").read_bytes() == answered[0]


def test_the_next_fetch_goes_on_where_the_last_ended(instance: Instance, tmp_path: Path) -> None:
    instance.notifications = [mention(1)]
    cursor = pull(instance, tmp_path / "a").cursor
    instance.notifications += [mention(2), mention(3)]

    assert pull(instance, tmp_path / "b", cursor=cursor).cursor["notifications"] == "3"
    assert ids(tmp_path / "b", "notifications") == ["2", "3"]
    again = pull(instance, tmp_path / "c", cursor={**cursor, "notifications": "3"})
    assert (again.outcome, list((tmp_path / "c").iterdir())) == (FetchOutcome.DONE, [])


def test_another_server_is_read_from_its_beginning(instance: Instance, tmp_path: Path) -> None:
    instance.notifications = [mention(1)]
    cursor: Cursor = {"server": "https://gammal.exempel.se", "notifications": "900"}

    pull(instance, tmp_path, cursor=cursor)

    assert ids(tmp_path, "notifications") == ["1"]


def test_a_limit_ends_a_fetch_and_the_next_goes_on(instance: Instance, tmp_path: Path) -> None:
    instance.notifications = [mention(number) for number in range(1, 8)]

    first = pull(instance, tmp_path / "a", limits=few(2))
    assert (first.outcome, first.cursor["notifications"]) == (FetchOutcome.MORE, "6")
    second = pull(instance, tmp_path / "b", cursor=first.cursor)
    assert (second.outcome, ids(tmp_path / "b", "notifications")) == (FetchOutcome.DONE, ["7"])


def test_the_server_learns_who_asks_and_the_token_in_one_header_alone(
    instance: Instance, tmp_path: Path
) -> None:
    pull(instance, tmp_path)

    for path, headers in zip(instance.asked, instance.headers, strict=True):
        assert headers["User-Agent"] == "archiver (+arkiv@avallby.se)"
        assert headers["Accept-Encoding"] == "identity"
        assert TOKEN not in path
        assert [name for name, value in headers.items() if TOKEN in value] == ["Authorization"]
    assert "types%5B%5D=mention&types%5B%5D=quote" in instance.asked[0]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(401, content=SERVER_WORDS.encode()), "token-refused"),
        (Answer(403), "token-refused"),
        (Answer(404), "http-404"),
        (Answer(500, content=SERVER_WORDS.encode()), "http-500"),
        (Answer(302, (("Location", "http://127.0.0.1:1/"),)), "redirected"),
        (Answer(302, (("Location", "http://192.168.1.1/"),)), "redirected"),
        (Answer(content=b"<html>Logga in</html>"), "broken-answer"),
        (Answer(content=b'[{"id": "1"'), "broken-answer"),
        (Answer(content=b'{"error": "nej"}'), "broken-answer"),
        (Answer(content=b"[1, 2]"), "broken-answer"),
        (Answer(content=b"\xff\xfe[]"), "broken-answer"),
        (Answer(content=b"[" * 200_000), "broken-answer"),
        (Answer(content=b"9" * 6_000), "broken-answer"),
        (Answer(content=b"", headers=(("Content-Length", "900"),)), "broken-answer"),
        (Answer(content=b"", headers=(("Content-Length", "1000000000"),)), "answer-too-large"),
        (Answer(endless=b"[" + b" " * 65_536), "answer-too-large"),
        (Answer(endless=b"0" * 65_536, headers=CHUNKED), "broken-answer"),
        (Answer(endless=CHUNK, headers=CHUNKED), "answer-too-large"),
        (Answer(content=json.dumps([mention(9)]).encode()), "broken-answer"),
    ],
)  # fmt: skip
def test_a_bad_answer_ends_the_fetch_and_what_came_before_is_kept(
    instance: Instance, tmp_path: Path, answer: Answer, reason: str
) -> None:
    instance.notifications = [mention(number) for number in range(1, 6)]
    instance.after, instance.instead = 1, [answer]

    done = pull(instance, tmp_path)

    assert done.outcome is FetchOutcome.FAILED
    assert done.reason == reason
    assert done.cursor["notifications"] == "3"
    assert ids(tmp_path, "notifications") == ["1", "2", "3"]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "nonsense",
        '<http://127.0.0.1:1/?min_id=3>; rel="next"',
        '<http://127.0.0.1:1/?min_id=0>; rel="prev"',
        '<http://127.0.0.1:1/?min_id=../../x>; rel="prev"',
        '<http://[/?min_id=3>; rel="prev"',
    ],
)
def test_a_page_that_does_not_say_what_comes_after_it_is_not_taken_for_ever(
    instance: Instance, tmp_path: Path, link: str
) -> None:
    instance.instead = [
        Answer(headers=(("Link", link),), content=json.dumps([mention(3)]).encode())
    ]

    done = pull(instance, tmp_path)

    assert (done.reason, len(instance.asked)) == ("broken-answer", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_another_host_is_never_followed(instance: Instance, tmp_path: Path) -> None:
    elsewhere = '<http://192.168.1.1/api/v1/notifications?min_id=3>; rel="prev"'
    page = Answer(headers=(("Link", elsewhere),), content=json.dumps([mention(3)]).encode())
    instance.instead = [page]

    assert pull(instance, tmp_path).outcome is FetchOutcome.DONE
    assert "min_id=3" in instance.asked[1]


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "120"}, 120),
        (429, {"Retry-After": "Wed, 01 Jul 2026 08:10:00 GMT"}, 600),
        (429, {"X-RateLimit-Reset": "2026-07-01T08:05:00.000Z"}, 300),
        (429, {"X-RateLimit-Reset": "2999-07-01T08:05:00.000Z"}, 86_400),
        (429, {"Retry-After": "snart"}, 300),
        (503, {"Retry-After": "60"}, 60),
    ],
)
def test_a_server_that_asks_for_a_pause_gets_it(
    instance: Instance, tmp_path: Path, status: int, headers: dict[str, str], seconds: int
) -> None:
    instance.notifications = [mention(number) for number in range(1, 6)]
    instance.after, instance.instead = 1, [Answer(status, tuple(headers.items()))]

    done = pull(instance, tmp_path)

    assert (done.outcome, done.reason) == (FetchOutcome.PAUSED, "asked-to-wait")
    assert done.wait_until == NOW + timedelta(seconds=seconds)
    assert (len(instance.asked), ids(tmp_path, "notifications")) == (2, ["1", "2", "3"])


def test_the_last_question_that_is_allowed_is_the_last_asked(
    instance: Instance, tmp_path: Path
) -> None:
    answered = instance.page
    instance.notifications = [mention(number) for number in range(1, 6)]

    def limited(path: str) -> tuple[bytes, dict[str, str]] | None:
        page = answered(path)
        assert page is not None
        limit = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-07-01T08:05:00Z"}
        return page[0], page[1] | limit

    instance.page = limited  # type: ignore[method-assign]  # a server with a limit of one
    done = pull(instance, tmp_path)

    assert (done.outcome, done.wait_until) == (FetchOutcome.PAUSED, NOW + timedelta(minutes=5))
    assert (len(instance.asked), done.cursor["notifications"]) == (1, "3")


@pytest.mark.parametrize("token", ["med mellanslag", "å", "x\r\nHost: y"])
def test_a_token_that_no_header_can_hold_is_never_sent(
    instance: Instance, tmp_path: Path, token: str
) -> None:
    assert pull(instance, tmp_path, token).reason == "token-refused"
    assert instance.asked == []


def test_a_closed_address_is_never_asked(instance: Instance, tmp_path: Path) -> None:
    assert pull(instance, tmp_path, allowed=()).reason == "private-address"
    assert instance.asked == []


def test_a_token_is_never_told(instance: Instance, tmp_path: Path) -> None:
    wish = new_pull(tmp_path, mastodon(instance.url), TOKEN)
    assert TOKEN not in repr(wish)
    instance.instead = [Answer(401, content=SERVER_WORDS.encode())]
    done = pull_mastodon(wish)
    assert TOKEN not in repr(done)
    assert SERVER_WORDS not in repr(done)
