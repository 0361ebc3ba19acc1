"""Whose an export of Meta's is, and which of its messages are the account's own."""

from pathlib import Path

import pytest

from diarium.intake.kinds import OwnNames
from diarium.intake.meta_export import META_EXPORT
from diarium.intake.raw import RawMessage, Reason, Unreadable
from tests.diarium.intake.exports import (
    OWN,
    messages,
    read,
    read_sample,
)
from tests.diarium.intake.meta_files import (
    GOOD,
    INBOX,
    profile,
    read_one,
    sample_text,
    thread,
)


@pytest.mark.parametrize(
    "content",
    [
        {"profile_v2": {"name": {"full_name": "Ã\x85sa"}}},
        {"profile_v2": {"username": "ÅSA"}},
        {"profile": {"name": "Åsa"}},
        {"profile_user": [{"string_map_data": {"Name": {"value": "Åsa"}}}]},
        {"profile_user": [{"string_map_data": {"AnvÃ¤ndarnamn": {"value": "Ã\x85sa"}}}]},
    ],
)
def test_who_owns_an_export_is_told_by_its_profile(tmp_path: Path, content: object) -> None:
    found = read(META_EXPORT, profile(thread(tmp_path, GOOD), content), OwnNames())
    assert [each.own for each in messages(found)] == [True]


def test_the_profile_of_one_export_says_nothing_of_another(tmp_path: Path) -> None:
    thread(tmp_path, GOOD, path=f"a/{INBOX}/message_1.json")
    thread(tmp_path, GOOD, path=f"b/{INBOX}/message_1.json")
    profile(tmp_path, {"profile_v2": {"name": {"full_name": "Åsa"}}}, "b/")
    found = messages(read(META_EXPORT, tmp_path, OwnNames()))
    assert [(each.file[0], each.own) for each in found] == [("a", False), ("b", True)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([], (Reason.NOT_OBJECT, "")),
        ({"profile_v2": []}, (Reason.FIELD_WRONG, "profile_v2")),
        ({"profile_v2": {"name": {"full_name": 1}}}, (Reason.FIELD_WRONG, "full_name")),
        ({"profile_user": [{"string_map_data": {"Name": "x"}}]}, (Reason.FIELD_WRONG, "Name")),
    ],
)
def test_a_profile_that_cannot_be_read_is_told_and_the_messages_are_read(
    tmp_path: Path, content: object, fault: tuple[Reason, str]
) -> None:
    first, second = read(META_EXPORT, profile(thread(tmp_path, GOOD), content))
    assert isinstance(first, Unreadable)
    assert (first.reason, first.field, first.place) == (*fault, 0)
    assert isinstance(second, RawMessage)


def test_a_profile_without_a_name_says_nothing(tmp_path: Path) -> None:
    (found,) = read(META_EXPORT, profile(thread(tmp_path, GOOD), {"profile_v2": {}}))
    assert isinstance(found, RawMessage)
    assert not found.own


def test_the_accounts_own_messages_are_known_by_its_name() -> None:
    assert sample_text("Tack, vi lagar det").own
    assert not sample_text("Storgatan").own


@pytest.mark.parametrize("name", ["avallby KOMMUN", "Avallby  kommun", "@Avallby", "avallby"])
def test_the_name_is_compared_whatever_its_case_and_spaces(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path, sender_name=name).own


def test_without_an_account_nothing_is_said_to_be_its_own(tmp_path: Path) -> None:
    (found,) = read(META_EXPORT, thread(tmp_path, {**GOOD, "sender_name": ""}), OwnNames())
    assert isinstance(found, RawMessage)
    assert not found.own


def test_a_namesake_of_the_account_is_not_taken_for_it(tmp_path: Path) -> None:
    file = thread(tmp_path, {**GOOD, "sender_name": "Avallby kommun"}) / INBOX / "message_1.json"
    file.write_text(file.read_text().replace(r"\u00c3\u0085sa", "AVALLBY kommun"))
    (found,) = read(META_EXPORT, tmp_path)
    assert isinstance(found, RawMessage)
    assert not found.own


def test_the_sample_is_the_same_whatever_account_is_said_but_for_own() -> None:
    with_own, without = read_sample(META_EXPORT, OWN), read_sample(META_EXPORT, OwnNames())
    assert with_own != without
    assert [each.text for each in messages(with_own)] == [each.text for each in messages(without)]
