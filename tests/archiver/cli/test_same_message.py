"""Saying that two messages are the same one, by an option and at the desk."""

import json

import pytest

from tests.archiver.cli.office import Archive
from tests.archiver.cli.terminal import Desk

ABOUT = ("forvaltning", "ansvarig", "syfte", "malgrupp", "name")


@pytest.fixture
def twice(archive: Archive) -> Archive:
    """Return an archive with one message from two sources that have nothing but words in common."""
    about = [word for name in ABOUT for word in (f"--{name}", "Exempel")]
    url = ("--platform", "facebook", "--url", "https://example.org/ks")
    assert archive("account", "add", "ks-facebook", *url, *about, "--namnd", "KS").code == 0
    knows: tuple[dict[str, object], ...] = ({"id": "m1"}, {"sender": {"name": "Åsa Öberg"}})
    for number, known in enumerate(knows):
        path = archive.folder / f"{number}.jsonl"
        said = {"channel": "direct", "text": "När öppnar badet?",
                "made_available_at": "2026-06-30T14:05:00+02:00", **known}  # fmt: skip
        path.write_text(json.dumps(said) + "\n", encoding="utf-8")
        assert archive("inbox", "import", str(path), "--account", "ks-facebook").code == 0
    return archive


def test_a_likely_repeat_is_shown_and_may_be_said_to_be_the_same(twice: Archive) -> None:
    shown = twice("inbox", "show", "2", "--json").json
    assert (shown["likely_of"], shown["duplicate_of"]) == (1, None)
    assert shown["decision"]["rule"] == "R12-likely-duplicate"
    assert "Troligen samma som meddelande 1" in twice("decisions", "--explain", "2").out
    said = twice("skip", "2", "--same-as", "1", "--json")
    assert (said.json["outcome"], said.json["same_as"]) == ("duplicate", 1)
    assert twice("inbox", "show", "2", "--json").json["duplicate_of"] == 1
    assert twice("inbox", "show", "1", "--json").json["repeated_by"] == [
        {"message": 2, "sure": True, "brings": 0}
    ]
    assert twice("register", "2").code == 0  # a later decision stands
    assert twice("inbox", "show", "2", "--json").json["duplicate_of"] is None
    assert twice("verify").code == 0


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ((), 2),
        (("--same-as", "1", "--ground", "kept-ordered"), 2),
        (("--same-as", "1", "--no-sekretess"), 2),
        (("--same-as", "2"), 2),
        (("--same-as", "4711"), 2),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_changes_nothing(
    twice: Archive, wish: tuple[str, ...], code: int
) -> None:
    said = twice("skip", "2", *wish)
    assert said.code == code
    assert said.is_one_line()
    assert twice("inbox", "show", "2", "--json").json["decision"]["outcome"] == "review"


def test_two_keys_at_the_desk_say_that_it_is_the_same(twice: Archive) -> None:
    desk = Desk(twice)
    desk.wait_for("? för hjälp")
    desk.press("l")
    desk.wait_for("Troligen samma som: 1")
    desk.wait_for("Det andra meddelandet: 1")
    desk.wait_for("? för hjälp")
    desk.press("d")
    desk.wait_for("[1]")
    desk.type("\n")
    desk.wait_for("Meddelande 2 är samma som meddelande 1")
    desk.wait_for("Inte registrerade: 1")
    assert desk.end() == 0
    assert twice("inbox", "show", "2", "--json").json["duplicate_of"] == 1
