"""Talk pages: what each saving of a page said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.intake import mediawiki
from diarium.intake.kinds import OwnNames
from diarium.intake.raw import LeftOut, Omission, RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from tests.diarium.intake.exports import SAMPLES, claim, faults, messages, original, read_sample
from tests.diarium.intake.xml_files import read_wiki, revision, wiki

WHOLE = mediawiki.WHOLE


def test_a_saving_is_a_message_of_what_it_added() -> None:
    first, second = messages(read_sample(mediawiki.KIND))[:2]
    assert first.text.startswith("== Gungorna ==\nNär lagas gungorna & rutschkanan?")
    assert second.text == ":I augusti. --Avallby kommun"
    assert (second.sender_name, second.subject) == ("Avallbykommun", "svar")
    assert second.channel is Channel.COMMENT
    assert second.thread == first.thread == "wiki.avallby.example#page-12"
    assert second.external_id == "wiki.avallby.example#rev-32"
    assert second.permalink == "https://wiki.avallby.example/wiki/Special:Redirect/revision/32"
    assert second.made_available_at == datetime(2026, 6, 30, 9, tzinfo=UTC)
    saved = original(SAMPLES / "mediawiki", second)
    assert saved.startswith(b"<revision>")
    assert saved.endswith(b"</revision>")


def test_pages_that_are_no_talk_pages_hold_no_messages(tmp_path: Path) -> None:
    assert not read_wiki(tmp_path, wiki(revision(1, "Text"), ns="0"))
    assert len(read_wiki(tmp_path, wiki(revision(1, "Text"), ns="3"))) == 1


def test_what_a_saving_took_away_is_told(tmp_path: Path) -> None:
    found = messages(
        read_wiki(
            tmp_path,
            wiki(
                revision(1, "Ett\nTvå\nTre"),
                revision(2, "Ett\nTre", 1),
                revision(3, "Tre\nFyra", 2),
            ),
        )
    )
    assert [each.text for each in found[1:]] == [
        "[Rader som ändringen tog bort eller skrev om: 1.]",
        "Fyra\n[Rader som ändringen tog bort eller skrev om: 1.]",
    ]
    assert [each.repaired for each in found] == [False, True, True]


def test_a_saving_whose_forerunner_is_not_there_shows_the_whole_page(tmp_path: Path) -> None:
    found = messages(read_wiki(tmp_path, wiki(revision(7, "Ett\nTvå", 6), revision(8, "Ett", 5))))
    assert [each.text for each in found] == [f"Ett\nTvå\n{WHOLE}", f"Ett\n{WHOLE}"]
    assert all(each.repaired for each in found)


def test_what_the_wiki_has_hidden_is_counted_and_nobody_gets_anothers_words() -> None:
    found = read_sample(mediawiki.KIND)
    assert found[3] == LeftOut(4, Omission.HIDDEN, "Avallbywiki-20260630.xml")
    after = found[4]
    assert isinstance(after, RawMessage)
    assert after.text.endswith(WHOLE)


def test_a_saving_that_changes_nothing_says_nothing(tmp_path: Path) -> None:
    same = wiki(revision(1, "Ett"), revision(2, "Ett", 1))
    assert read_wiki(tmp_path, same)[1] == LeftOut(2, Omission.EVENT, "export.xml")
    remark = wiki(revision(1, "Ett"), revision(2, "Ett", 1, comment="Varför svarar ingen?"))
    (_, found) = messages(read_wiki(tmp_path, remark))
    assert found.subject == "Varför svarar ingen?"


def test_the_accounts_own_are_known_by_the_name_the_wiki_vouches_for() -> None:
    found = messages(read_sample(mediawiki.KIND, OwnNames(handle="avallbykommun")))
    assert [each.sender_name for each in found if each.own] == ["Avallbykommun"]
    assert not any(each.own for each in messages(read_sample(mediawiki.KIND, OwnNames())))


@pytest.mark.parametrize("base", ["http://[x/wiki/A", "http://x]/y/A", "A", "", "//", "\u202e/A"])
def test_an_address_that_is_none_stops_nothing(tmp_path: Path, base: str) -> None:
    export = wiki(revision(1, "Ett")).replace("https://wiki.avallby.example/wiki/Huvudsida", base)
    assert [each.text for each in messages(read_wiki(tmp_path, export))] == ["Ett"]


def test_a_page_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    export = wiki(revision(1, "Ett")).replace("<ns>1</ns>", "<ns>1<ns>")
    assert len(messages(read_wiki(tmp_path, export))) == 1


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("timestamp", "9999-12-31T23:59:59Z", (Reason.TIME_IMPOSSIBLE, "timestamp")),
        ("timestamp", "0000-01-01T00:00:00Z", (Reason.TIME_IMPOSSIBLE, "timestamp")),
        ("timestamp", "1751371500", (Reason.TIME_WRONG, "timestamp")),
        ("contributor", "<username>Åsa", (Reason.NOT_XML, "")),
    ],
)
def test_a_broken_saving_is_told_of_and_the_rest_is_read(
    tmp_path: Path, field: str, value: str, fault: tuple[Reason, str]
) -> None:
    broken = revision(2, "Ett\nTvå", 1, **{field: value})
    found = read_wiki(tmp_path, wiki(revision(1, "Ett"), broken, revision(3, "Tre", 2)))
    assert faults(found) == [Unreadable(2, *fault, "export.xml")]
    last = messages(found)[-1]
    assert last.external_id == "wiki.avallby.example#rev-3"
    assert last.text == f"Tre\n{WHOLE}"


def test_a_saving_without_number_or_text_is_told_of(tmp_path: Path) -> None:
    bare = revision(1, "x").replace("<id>1</id>", "")
    stub = revision(2, "").replace('xml:space="preserve"', 'bytes="90"')
    found = faults(read_wiki(tmp_path, wiki(bare, stub)))
    assert [(each.reason, each.field) for each in found] == [
        (Reason.FIELD_MISSING, "id"), (Reason.FIELD_MISSING, "text"),
    ]  # fmt: skip


def test_a_cut_file_gives_what_is_whole_and_says_that_it_is_cut(tmp_path: Path) -> None:
    found = read_wiki(tmp_path, wiki(revision(1, "Ett"), end="<revision><id>2</id><text>"))
    assert [type(each).__name__ for each in found] == ["RawMessage", "Unreadable", "Unreadable"]
    assert [each.place for each in faults(found)] == [2, 0]


def test_a_page_of_many_lines_is_compared_soon(tmp_path: Path) -> None:
    lines = "\n".join(str(number % 7) for number in range(200_000))
    found = messages(read_wiki(tmp_path, wiki(revision(1, lines), revision(2, f"{lines}\nNy", 1))))
    assert found[1].text == "Ny"


def test_other_xml_is_not_claimed(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<mediawiki/>", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"Se {wiki()}", encoding="utf-8")
    assert not claim(mediawiki.KIND, tmp_path).messages
