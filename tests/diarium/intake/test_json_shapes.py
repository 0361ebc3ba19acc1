"""Samples of JSON in which one value is another than it should be: readers end in pieces."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diarium.intake.mastodon_api import MASTODON_API
from diarium.intake.mastodon_archive import MASTODON_ARCHIVE
from diarium.intake.meta_webhook import META_WEBHOOK
from diarium.intake.raw import RawMessage, Unreadable
from diarium.intake.youtube_api import YOUTUBE_API
from tests.diarium.intake.exports import SAMPLES, read

KINDS = {kind.format.value: kind for kind in
         (META_WEBHOOK, MASTODON_API, MASTODON_ARCHIVE, YOUTUBE_API)}  # fmt: skip
FILES = {
    "meta-webhook": "messenger.json",
    "mastodon-api": "notifications-1.json",
    "mastodon-archive": "outbox.json",
    "youtube-api": "commentThreads-1.json",
}
Way = tuple[str | int, ...]
ODD = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
        st.sampled_from(["../../x", "a\x00b", "\ud800", "\u202e", "9999-12-31T23:59:59-12:00"]),
        st.sampled_from([10**300, -1, 253_402_300_799, 1e308]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)  # fmt: skip


def list_paths(value: object, here: Way = ()) -> list[Way]:
    """Return the way to every value inside a value."""
    members: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        members = list(value.items())
    elif isinstance(value, list):
        members = list(enumerate(value))
    return [here, *(path for key, each in members for path in list_paths(each, (*here, key)))]


def replaced(value: Any, path: Way, odd: object) -> Any:  # noqa: ANN401  any JSON
    if not path:
        return odd
    copy = value.copy()
    copy[path[0]] = replaced(copy[path[0]], path[1:], odd)
    return copy


@pytest.mark.parametrize("name", FILES)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_value_in_any_place_ends_in_pieces(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    sample = json.loads((SAMPLES / name / FILES[name]).read_text(encoding="utf-8"))
    path = data.draw(st.sampled_from(list_paths(sample)))
    changed = replaced(sample, path, data.draw(ODD))
    (tmp_path / FILES[name]).write_text(json.dumps(changed), encoding="utf-8")
    for piece in read(KINDS[name], tmp_path):
        if isinstance(piece, Unreadable):
            assert piece.place >= 0
            assert piece.field.isprintable()
        elif isinstance(piece, RawMessage):
            words = (piece.text, piece.subject, piece.sender_name, piece.external_id, piece.thread)
            "\n".join(filter(None, words)).encode()
            assert "\x00" not in piece.text
