"""A fetch from its first question to its row: nothing lost, nothing twice, whatever happens."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.fetch import run, staging
from archiver.fetch.pulling import Pull
from archiver.fetch_settings import FetchSettings, SourceKind, SourceSettings
from diarium.database import reading
from diarium.errors import RefusedError, UsageError
from diarium.fetches import Fetched, FetchOutcome, read_standings, record_fetch
from diarium.files import FileStore
from diarium.journal import read_last_event
from tests.diarium.taken_in import add_forum
from tests.fetch.fetched import Fetcher
from tests.fetch.mastodon_server import (
    SERVER_WORDS,
    TOKEN,
    Answer,
    Instance,
    conversation,
    mention,
    serving,
)

LIMITS = FetchSettings(allow_private_addresses=("127.0.0.1",), transfer_mb=5, seconds=20)
LINE = {
    "channel": "direct", "made_available_at": "2026-06-30T10:00:00+02:00",
    "sender": {"name": "Bo Berg", "address": "bo"},
}  # fmt: skip


@pytest.fixture
def instance() -> Iterator[Instance]:
    with serving() as served:
        yield served


@pytest.fixture
def fetcher(
    instance: Instance, engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> Fetcher:
    add_forum(engine, now, "ks-m")
    source = SourceSettings(
        id="ks-m", kind=SourceKind.MASTODON, account="ks-m", server=instance.url
    )
    limits = replace(LIMITS, sources={source.id: source})
    made = Fetcher(engine, files, source, tmp_path / "arkiv", now, limits)
    made.folder.mkdir()
    made.keep(TOKEN)
    return made


@pytest.fixture
def spool(fetcher: Fetcher, tmp_path: Path) -> Path:
    """Return the spool that the archive fetches from now."""
    place = tmp_path / "spool"
    place.mkdir()
    fetcher.source = SourceSettings(
        id="ks-in", kind=SourceKind.SPOOL, account="ks-m", folder=str(place)
    )
    return place


def lay(spool: Path, name: str, text: str) -> Path:
    payload = spool / name
    payload.write_text(json.dumps({**LINE, "text": text}) + "\n", encoding="utf-8")
    return payload


def test_what_is_new_is_taken_in_and_the_place_reached_is_noted(
    fetcher: Fetcher, instance: Instance
) -> None:
    instance.notifications = [mention(1, "Hej"), mention(2, "Badet?")]
    instance.conversations = [conversation(1, "Enskilt")]

    [report] = fetcher.fetch()

    assert (report.fetched.outcome, report.pieces, len(report.taken)) == (FetchOutcome.DONE, 2, 1)
    assert fetcher.texts() == ["Badet?", "Enskilt", "Hej"]
    [row] = fetcher.rows()
    assert (row["source"], row["outcome"], row["by"]) == ("ks-m", "done", "cron")
    assert row["batch_id"] == report.taken[0].report.batch
    assert json.loads(row["cursor"])["notifications"] == "2"
    with reading(fetcher.engine) as session:
        event = read_last_event(session)
    assert event is not None
    assert (event.kind, event.subject, event.by) == ("fetch.done", "source ks-m", "cron")
    assert fetcher.left() == []


def test_fetched_again_only_what_is_new_comes(fetcher: Fetcher, instance: Instance) -> None:
    instance.notifications = [mention(1, "Hej")]
    fetcher.fetch()
    [report] = fetcher.fetch()
    assert (report.pieces, report.taken) == (0, [])
    instance.notifications.append(mention(2, "Badet?"))
    fetcher.fetch()

    assert fetcher.texts() == ["Badet?", "Hej"]
    assert [row["outcome"] for row in fetcher.rows()] == ["done"] * 3


def test_a_failed_fetch_is_a_row_with_a_reason_and_no_words_of_the_server(
    fetcher: Fetcher, instance: Instance
) -> None:
    instance.notifications = [mention(number, f"Fråga {number}") for number in range(1, 6)]
    instance.after, instance.instead = 1, [Answer(500, content=SERVER_WORDS.encode())]

    [report] = fetcher.fetch()

    assert (report.fetched.outcome, report.fetched.reason) == (FetchOutcome.FAILED, "http-500")
    assert fetcher.texts() == ["Fråga 1", "Fråga 2", "Fråga 3"]
    fetcher.fetch()
    assert len(fetcher.texts()) == 5
    assert [(row["outcome"], row["reason"]) for row in fetcher.rows()] == [
        ("failed", "http-500"), ("done", None),
    ]  # fmt: skip


def test_a_server_that_asks_for_a_pause_is_left_alone_so_long(
    fetcher: Fetcher, instance: Instance
) -> None:
    instance.instead = [Answer(429, (("Retry-After", "600"),))]
    [first] = fetcher.fetch()
    assert first.fetched.wait_until == fetcher.now + timedelta(minutes=10)
    fetcher.now += timedelta(minutes=9)
    [second] = fetcher.fetch()
    assert (second.fetched.outcome, len(instance.asked)) == (FetchOutcome.PAUSED, 1)
    fetcher.now += timedelta(minutes=2)
    [third] = fetcher.fetch()

    assert third.fetched.outcome is FetchOutcome.DONE
    assert [row["outcome"] for row in fetcher.rows()] == ["paused", "done"]


def test_without_a_token_that_can_be_used_nobody_is_asked(
    fetcher: Fetcher, instance: Instance
) -> None:
    token = fetcher.folder / "tokens" / "ks-m"
    content = token.read_bytes()
    token.write_bytes(b"gAAAA")
    assert fetcher.fetch()[0].fetched.reason == "token-unreadable"
    token.unlink()
    assert fetcher.fetch()[0].fetched.reason == "no-token"
    token.write_bytes(content)
    fetcher.keep("fel-nyckel")
    assert instance.asked == []
    assert fetcher.fetch()[0].fetched.reason == "token-refused"


def test_an_unknown_account_stops_a_fetch_before_it_begins(
    fetcher: Fetcher, instance: Instance
) -> None:
    fetcher.source = replace(fetcher.source, account="finns-inte")
    with pytest.raises(UsageError, match="finns-inte"):
        fetcher.fetch()
    assert instance.asked == []


def test_what_came_and_is_none_of_the_kinds_is_put_aside_and_never_lost(
    fetcher: Fetcher, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = run._PULLS[SourceKind.MASTODON]

    def odd(wish: Pull) -> Fetched:
        wish.keep("okänt", b"\x00\x01vad som helst")
        return pull(wish)

    monkeypatch.setattr(run, "_PULLS", {SourceKind.MASTODON: odd})
    instance.notifications = [mention(1, "Hej")]
    [report] = fetcher.fetch()

    aside = fetcher.folder / "unread" / "ks-m-1" / "okänt"
    assert (list(report.unread), report.fetched.reason) == ([aside], "not-recognised")
    assert aside.read_bytes() == b"\x00\x01vad som helst"
    assert fetcher.texts() == ["Hej"]
    assert [row["reason"] for row in fetcher.rows()] == ["not-recognised"]


def test_what_the_intake_leaves_out_is_put_aside_and_never_lost(
    fetcher: Fetcher, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "import_all", lambda *_given: [])
    instance.notifications = [mention(1, "Hej")]
    [report] = fetcher.fetch()

    aside = fetcher.folder / "unread" / "ks-m-1" / "notifications-00001.json"
    assert (list(report.unread), report.fetched.reason) == ([aside], "not-recognised")
    assert b"Hej" in aside.read_bytes()


def test_two_runs_never_fetch_from_one_source_at_a_time(
    fetcher: Fetcher, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[Exception] = []
    pull = run._PULLS[SourceKind.MASTODON]

    def twice(wish: Pull) -> Fetched:
        with pytest.raises(RefusedError) as caught:
            fetcher.fetch()
        refused.append(caught.value)
        return pull(wish)

    monkeypatch.setattr(run, "_PULLS", {SourceKind.MASTODON: twice})
    instance.notifications = [mention(1, "Hej")]
    fetcher.fetch()

    assert len(refused) == 1
    assert fetcher.texts() == ["Hej"]


class Killed(BaseException):
    """The run is killed here."""


Step = tuple[object, str, int]
STEPS: tuple[Step, ...] = (
    (staging, "new_folder", 1), (staging, "seal", 1), (run, "_unclaimed", 1),
    (run, "import_all", 1), (run, "import_all", 2), (run, "find_taken_in", 2),
    (run, "record_fetch", 1), (staging, "remove", 1),
)  # fmt: skip
"""What a run does in order: where it is called, its name, and the so-manieth call of it."""
AT_THE_SPOOL: tuple[Step, ...] = (
    (staging, "seal", 1), (run, "import_all", 2), (run, "clear_spool", 1), (staging, "remove", 1),
)  # fmt: skip


def kill_at(monkeypatch: pytest.MonkeyPatch, step: Step, *, after: bool) -> None:
    """Kill a run before or after a step."""
    place, name, turn = step
    real: Callable[..., object] = getattr(place, name)
    turns = iter(range(turn, 0, -1))

    def dying(*given: object, **named: object) -> object:
        last = next(turns, 0) == 1
        if last and not after:
            raise Killed
        done = real(*given, **named)
        if last:
            raise Killed
        return done

    monkeypatch.setattr(place, name, dying)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[1]}-{step[2]}")
def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(
    fetcher: Fetcher, instance: Instance, step: Step, after: bool
) -> None:
    instance.notifications = [mention(number, f"Fråga {number}") for number in range(1, 6)]
    with pytest.MonkeyPatch.context() as patched:
        kill_at(patched, step, after=after)
        with pytest.raises(Killed):
            fetcher.fetch()
    instance.notifications.append(mention(6, "Fråga 6"))

    fetcher.fetch()

    assert fetcher.texts() == [f"Fråga {number}" for number in range(1, 7)]
    batches = [row["batch_id"] for row in fetcher.rows() if row["batch_id"]]
    assert len(batches) == len(set(batches))
    assert fetcher.left() == []


def test_a_spool_is_emptied_of_what_is_in_the_archive(fetcher: Fetcher, spool: Path) -> None:
    lay(spool, "1.jsonl", "Första")
    lay(spool, "2.jsonl", "Andra")
    for name in (".3.jsonl", "4.jsonl.tmp", "5.part"):
        lay(spool, name, "Halv")
    (spool / "länk").symlink_to(spool / "1.jsonl")
    (spool / "mapp").mkdir()

    [report] = fetcher.fetch()

    assert (report.fetched.outcome, report.pieces) == (FetchOutcome.DONE, 2)
    assert fetcher.texts() == ["Andra", "Första"]
    left = {".3.jsonl", "4.jsonl.tmp", "5.part", "länk", "mapp"}
    assert {each.name for each in spool.iterdir()} == left


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", AT_THE_SPOOL, ids=lambda step: step[1])
def test_a_payload_stays_in_the_spool_until_it_is_in_the_archive(
    fetcher: Fetcher, spool: Path, step: Step, after: bool
) -> None:
    lay(spool, "1.jsonl", "Första")
    with pytest.MonkeyPatch.context() as patched:
        kill_at(patched, step, after=after)
        with pytest.raises(Killed):
            fetcher.fetch()
    assert (spool / "1.jsonl").exists() or fetcher.texts() == ["Första"]
    lay(spool, "2.jsonl", "Andra")

    fetcher.fetch()

    assert fetcher.texts() == ["Andra", "Första"]
    assert list(spool.iterdir()) == []


def test_a_payload_that_is_none_of_the_kinds_stays_where_it_lies(
    fetcher: Fetcher, spool: Path
) -> None:
    lay(spool, "1.jsonl", "Första")
    (spool / "2.bin").write_bytes(b"\x00\x01vad som helst")

    for _each in range(2):
        [report] = fetcher.fetch()
        assert (report.fetched.reason, report.unread) == ("not-recognised", [spool / "2.bin"])
    assert [each.name for each in spool.iterdir()] == ["2.bin"]
    assert fetcher.texts() == ["Första"]


@pytest.mark.parametrize("name", [b"\xff.jsonl", b"Thumbs.db", b"a\nb\x1b[31m.bin"])
def test_a_payload_by_a_name_that_cannot_be_kept_stays_where_it_lies(
    fetcher: Fetcher, spool: Path, name: bytes
) -> None:
    odd = Path(os.fsdecode(os.fsencode(spool) + b"/" + name))
    odd.write_bytes(b"x")
    for number in range(2):
        lay(spool, f"{number}.jsonl", f"Fråga {number}")
        [report] = fetcher.fetch()
        assert list(report.unread) == [odd]
    assert list(spool.iterdir()) == [odd]
    assert fetcher.texts() == ["Fråga 0", "Fråga 1"]


@pytest.mark.parametrize("name", ["CON", "a b'c\"d.json", "Åsa \u202etxt.exe", "x" * 240])
def test_a_payload_may_have_any_name_else(fetcher: Fetcher, spool: Path, name: str) -> None:
    lay(spool, name, "Hej")
    fetcher.fetch()
    assert (list(spool.iterdir()), fetcher.texts()) == ([], ["Hej"])


def test_a_payload_that_was_written_over_meanwhile_is_not_removed(
    fetcher: Fetcher, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(spool, "1.jsonl", "Första")

    def slow(*given: object) -> None:
        record_fetch(*given)  # type: ignore[arg-type]  # as it is called
        lay(spool, "1.jsonl", "Andra")

    monkeypatch.setattr(run, "record_fetch", slow)
    fetcher.fetch()
    monkeypatch.setattr(run, "record_fetch", record_fetch)
    fetcher.fetch()

    assert fetcher.texts() == ["Andra", "Första"]


def test_a_spool_that_is_not_there_and_a_payload_too_large_are_told(
    fetcher: Fetcher, spool: Path
) -> None:
    (spool / "1.jsonl").write_bytes(b"x" * 6_000_000)
    assert fetcher.fetch()[0].fetched.reason == "payload-too-large"
    (spool / "1.jsonl").unlink()
    spool.rmdir()
    assert fetcher.fetch()[0].fetched.reason == "no-such-folder"


def test_how_it_stands_with_a_source_follows_from_its_rows(
    fetcher: Fetcher, instance: Instance
) -> None:
    began = fetcher.now
    fetcher.fetch()
    fetcher.now += timedelta(hours=1)
    instance.instead = [Answer(500)]
    fetcher.fetch()

    with reading(fetcher.engine) as session:
        standing = read_standings(session)["ks-m"]
    assert (standing.count, standing.first_at, standing.done_at) == (2, began, began)
    assert (standing.last_at, standing.last.reason) == (fetcher.now, "http-500")
