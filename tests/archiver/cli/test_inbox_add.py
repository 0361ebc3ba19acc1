"""``archiver inbox add``: a message that a person types, as on a page that is not ours."""

from pathlib import Path

import pytest

from tests.archiver.cli.office import ACCOUNT, Archive

PAGE = ("--channel", "comment", "--sender", "Åsa Öberg", "--at", "2026-03-02T09:30")
WORDS = "När blir bygglovet på Storgatan 4 klart?\n\nJag har väntat sedan hösten."


@pytest.fixture
def office(archive: Archive) -> Archive:
    assert archive("account", "add", "ledamot", *ACCOUNT, "--kind", "not-official").code == 0
    assert archive("account", "add", "grupp", *ACCOUNT, "--kind", "deltagande").code == 0
    return archive


def test_a_message_on_a_politicians_page_is_put_before_a_person_and_registered_in_one_step(
    office: Archive,
) -> None:
    link = "https://www.facebook.com/ledamot/posts/7"
    added = office("inbox", "add", "ledamot", *PAGE, "--text", WORDS, "--link", link, "--json")
    assert added.code == 0, added.err
    message = added.json
    assert (message["text"], message["sender_name"]) == (WORDS, "Åsa Öberg")
    assert message["made_available_at"] == "2026-03-02T08:30:00+00:00"
    assert (message["account"], message["namnd"]) == ("ledamot", "KS")
    assert message["permalink"] == link
    assert message["decision"]["rule"] == "R55-not-our-page"
    assert "TF 2 kap. 8 §" in message["decision"]["ground"]
    registered = office("register", str(message["id"]), "--json").json
    assert [each["direction"] for each in registered] == ["incoming"]
    assert office("verify").code == 0


def test_what_is_kept_says_that_a_person_typed_it(office: Archive) -> None:
    message = office("inbox", "add", "ledamot", *PAGE, "--text", WORDS, "--json").json
    kept = office.folder / "files" / message["original"]["sha256"][:2]
    [original] = kept.glob(message["original"]["sha256"])
    assert '"typed_by_hand": true' in original.read_text("utf-8")
    assert list((office.folder / "work").glob("inbox-add")) == []


def test_words_may_come_from_a_file_and_a_picture_may_stand_for_them(
    office: Archive, tmp_path: Path
) -> None:
    words, picture = tmp_path / "ord.txt", tmp_path / "bild.eml"
    words.write_text(WORDS, "utf-8")
    picture.write_bytes(b"From: a@example.se\n\nx")  # whatever came along is no message of its own
    whole = office(
        "inbox", "add", "grupp", *PAGE, "--text-file", str(words), "--file", str(picture), "--json"
    ).json
    assert whole["text"] == WORDS
    assert [each["name"] for each in whole["attachments"]] == ["bild.eml"]
    assert whole["decision"]["rule"] == "R90-anything-else"
    shown = office("inbox", "add", "grupp", *PAGE, "--file", str(picture), "--json")
    assert (shown.code, shown.json["text"]) == (0, "")
    assert len(office("inbox", "list", "--json").json) == 2


def test_the_same_message_typed_twice_is_told_to_be_the_same(office: Archive) -> None:
    first = office("inbox", "add", "ledamot", *PAGE, "--text", WORDS, "--json").json
    second = office("inbox", "add", "ledamot", *PAGE, "--text", WORDS, "--json").json
    assert second["decision"]["outcome"] == "duplicate"
    assert second["duplicate_of"] == first["id"]
    assert "dubblett" in office("inbox", "add", "ledamot", *PAGE, "--text", WORDS).out


@pytest.mark.parametrize(
    "arguments",
    [
        ("finns-inte", *PAGE, "--text", "x"),
        ("ledamot", *PAGE),
        ("ledamot", *PAGE, "--text", " \n"),
        ("ledamot", *PAGE, "--text", "x", "--text-file", "-"),
        ("ledamot", *PAGE[:-1], "2999-01-01T10:00", "--text", "x"),
        ("ledamot", *PAGE[:-1], "1066-10-14T10:00", "--text", "x"),
        ("ledamot", *PAGE[:-1], "igår", "--text", "x"),
        ("ledamot", *PAGE, "--text", "x", "--link", "javascript:alert(1)"),
        ("ledamot", *PAGE, "--text", "x", "--file", "/finns/inte"),
        ("ledamot", *PAGE, "--text", "x", "--sender", "a\u202eb"),
        ("ledamot", *PAGE, "--text", "x", "--subject", "x" * 100_000),
    ],
)
def test_what_cannot_be_a_message_is_a_usage_error_and_takes_in_nothing(
    office: Archive, arguments: tuple[str, ...]
) -> None:
    refused = office("inbox", "add", *arguments)
    assert (refused.code, refused.err.count("\n")) == (2, 1), refused.err
    assert office("inbox", "list", "--json").json == []
    assert office("inbox", "batches", "--json").json == []


def test_nothing_else_is_taken_in_from_a_page_that_is_not_ours(
    office: Archive, tmp_path: Path
) -> None:
    export = tmp_path / "export.jsonl"
    export.write_text(
        '{"channel": "direct", "text": "x", "made_available_at": "2026-03-02T09:30:00+01:00"}\n'
    )
    refused = office("inbox", "import", str(export), "--account", "ledamot")
    assert (refused.code, refused.is_one_line("inbox add ledamot")) == (6, True)
    assert office("inbox", "import", str(export), "--account", "grupp").code == 0
