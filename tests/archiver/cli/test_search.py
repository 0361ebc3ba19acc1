"""``archiver search``, as a registrator uses it."""

import json

import pytest

from tests.archiver.cli.office import Archive


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Return an archive with 25 messages, two of them registered, one of these secret."""
    lines = [
        {
            "channel": "direct",
            "made_available_at": "2026-06-30T14:05:00+02:00",
            "sender": {"name": "Åsa Öberg"},
            "text": f"Belysningen på Åsgatan {number}\x1b[31m\u202e",
        }
        for number in range(1, 26)
    ]
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert archive("register", "1", "--subject", "Mörkt").code == 0
    assert archive("register", "2", "--sekretess", "OSL 21 kap. 1 §").code == 0
    return archive


def test_hits_are_shown_with_what_stands_around_the_words(filled: Archive) -> None:
    said = filled("search", "belysningen", "åsgatan", "--registered")
    assert (said.code, said.err) == (0, "")
    assert "/20" in said.out
    assert "Mörkt" in said.out
    assert "Belysningen på Åsgatan 1" in said.out
    assert not {"\x1b", "\u202e"} & set(said.out)


def test_there_are_pages(filled: Archive) -> None:
    first, second = (filled("search", "belysningen", "--page", n, "--json").json for n in "12")
    assert [len(first["hits"]), first["more"]] == [20, True]
    assert [len(second["hits"]), second["more"]] == [4, False]
    assert first["hits"][0]["beteckning"].endswith(":1-1")
    assert [hit["message"] for hit in first["hits"]] == [1, *range(25, 6, -1)]
    assert "--page 2" in filled("search", "belysningen").out
    assert "--page" not in filled("search", "belysningen", "--page", "2").out


def test_what_is_narrowed_is_narrowed(filled: Archive) -> None:
    assert (
        len(filled("search", "belysningen", "--direction", "incoming", "--json").json["hits"]) == 1
    )
    nothing = filled("search", "belysningen", "--to", "2026-01-01", "--unregistered")
    assert (nothing.code, nothing.out.count("\n")) == (0, 1)


def test_a_personnummer_is_refused_and_not_repeated(filled: Archive) -> None:
    said = filled("search", "Öberg", "811228-9874")
    assert said.code == 6
    assert said.is_one_line()
    assert "9874" not in said.out + said.err


@pytest.mark.parametrize(
    "wish",
    [
        ("'",),
        ("badet", "--from", "i går"),
        ("badet", "--to", "2999-01-01"),
        ("badet", "--namnd", "XX"),
        ("badet", "--account", "xx"),
        ("badet", "--direction", "incoming", "--unregistered"),
        ("badet",) * 21,
    ],
)
def test_what_cannot_be_meant_is_one_line(filled: Archive, wish: tuple[str, ...]) -> None:
    said = filled("search", *wish)
    assert (said.code, said.out) == (2, "")
    assert said.is_one_line()
