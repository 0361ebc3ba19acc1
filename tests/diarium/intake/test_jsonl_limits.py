"""JSON Lines without end: sizes, memory, characters, and values nobody thought of."""

import json
import tracemalloc
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diarium.intake.jsonl import KIND
from diarium.intake.kinds import Export, KeptFile
from diarium.intake.raw import CUT, TEXT_LIMIT, RawMessage, Reason, Unreadable
from diarium.intake.strict_json import LONGEST
from diarium.records import FileRef
from tests.diarium.intake.jsonl_files import GOOD, NOW, read, read_lines, read_one, reasons


def test_what_no_database_holds_is_replaced_and_marked(tmp_path: Path) -> None:
    found = read_one(tmp_path, text="a\x00b\ud800c\U0001f600", sender={"name": "x\udfffy"})
    assert found.text == "a\ufffdb\ufffdc\U0001f600"
    assert found.repaired
    assert found.sender_name == "x\ufffdy"
    assert not read_one(tmp_path, text="e\u0301 \u202e ligger kvar").repaired


def test_a_text_over_the_limit_is_cut_and_says_so(tmp_path: Path) -> None:
    found = read_one(tmp_path, text="å" * (TEXT_LIMIT + 1))
    assert found.text == "å" * TEXT_LIMIT + CUT
    assert found.repaired


def test_a_long_id_is_known_by_its_checksum(tmp_path: Path) -> None:
    found = read_one(tmp_path, id="x" * 100_000, in_reply_to="x" * 100_000)
    assert found.external_id == found.in_reply_to
    assert found.external_id is not None
    assert len(found.external_id) == len("sha256:") + 64


def test_a_line_of_200_mb_is_reported_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    with path.open("wb") as stream:
        stream.write(json.dumps(GOOD).encode() + b'\n{"text": "')
        stream.seek(200 << 20, 1)
        stream.write(b'"}\n' + json.dumps(GOOD).encode())
    tracemalloc.start()
    try:
        assert reasons(read(path)) == [None, Reason.TOO_LONG, None]
        assert tracemalloc.get_traced_memory()[1] < 2 * LONGEST + (4 << 20)
    finally:
        tracemalloc.stop()


def test_a_file_of_200_mb_is_read_a_line_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    line = json.dumps({**GOOD, "text": "å" * 500_000}, ensure_ascii=False).encode() + b"\n"
    with path.open("wb") as stream:
        for _ in range(200):
            stream.write(line)
    kept = KeptFile(path.name, path, FileRef(sha256="", size=path.stat().st_size))
    export = Export(messages={path.name: kept}, now=NOW)
    tracemalloc.start()
    try:
        count = sum(isinstance(each, RawMessage) for each in KIND.read(export))
        assert count == 200
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=400))
def test_any_bytes_give_messages_or_reasons(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(content)
    for piece in read(path):
        assert isinstance(piece, RawMessage | Unreadable)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.dictionaries(
        st.sampled_from(
            ["id", "account", "source", "channel", "sender", "own", "subject", "text",
             "made_available_at", "received_at", "permalink", "in_reply_to", "attachments"]
        ),
        json_values | st.lists(st.dictionaries(st.sampled_from(["name", "path"]), st.text())),
    )
)  # fmt: skip
def test_any_values_give_a_storable_message_or_a_reason(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    found = read_lines(tmp_path, json.dumps({**GOOD, **changes}))[0]
    if isinstance(found, RawMessage):
        words = [found.text, found.source, found.subject, found.sender_name, found.external_id]
        for word in filter(None, words):
            assert "\x00" not in word
            word.encode()
