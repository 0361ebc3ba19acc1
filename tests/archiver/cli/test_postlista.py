"""``archiver postlista`` and ``diarieforteckning``, as they are published."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from diarium.database import writing
from diarium.installation import open_register
from tests.archiver.cli.office import Archive
from tests.diarium.ungated import write_ungated
from tests.exporters.html_pages import parse_page
from tests.exporters.test_atom import ATOM, feed_of

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
DAY = "2026-07-01"


@pytest.fixture
def registered(archive: Archive, set_clock: Callable[[datetime], None]) -> Archive:
    """Return an archive in which three messages were registered on one day, one of them secret."""
    set_clock(NOW)
    lines = [
        {
            "channel": "direct",
            "made_available_at": "2026-06-30T14:05:00+02:00",
            "sender": {"name": name},
            "text": text,
        }
        for name, text in (
            ("Åsa Öberg", "När öppnar badet?"),
            ("=HYPERLINK(1)", "<script>alert(1)</script>"),
            ("Hemlig Hansson", "Min diagnos"),
        )
    ]
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert archive("register", "1", "2").code == 0
    assert archive("register", "3", "--sekretess", "OSL 21 kap. 1 §").code == 0
    return archive


def test_a_day_is_shown_as_a_table(registered: Archive) -> None:
    said = registered("postlista", "--from", DAY)
    assert said.code == 0
    assert [word in said.out for word in ("KS/2026:1-1", "Åsa Öberg", "skyddad uppgift")] == [
        True
    ] * 3
    assert "Hansson" not in said.out
    assert "diagnos" not in said.out


def test_a_day_is_written_as_a_page_and_as_a_list(registered: Archive) -> None:
    html, sheet = registered.folder / "lista.html", registered.folder / "lista.csv"
    said = registered(
        "postlista", "--from", DAY, "--to", DAY, "--html", str(html), "--csv", str(sheet)
    )
    assert (said.code, said.err) == (0, "")
    page = html.read_text(encoding="utf-8")
    parse_page(page)
    assert "noindex" in page
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, strict=True))
    assert [row[1] for row in rows[1:]] == ["KS/2026:1-1", "KS/2026:2-1", "KS/2026:3-1"]
    assert rows[2][5:7] == ["'=HYPERLINK(1)", "<script>alert(1)</script>"]
    assert not [secret for secret in ("Hansson", "diagnos") if secret in page + str(rows)]


def test_the_list_can_do_without_a_byte_order_mark(registered: Archive) -> None:
    sheet = registered.folder / "lista.csv"
    assert registered("postlista", "--from", DAY, "--csv", str(sheet), "--no-bom").code == 0
    assert sheet.read_bytes().startswith("Nämnd,".encode())


def test_a_day_is_written_as_a_feed(registered: Archive) -> None:
    feed = registered.folder / "postlista.atom"
    said = registered(
        "postlista", "--from", DAY, "--namnd", " ks", "--atom", str(feed),
        "--atom-url", "https://exempelstad.se/postlista.atom",
    )  # fmt: skip
    assert (said.code, said.out.count("\n"), said.err) == (0, 1, "")
    assert "postlista.atom" in said.out
    tree = feed_of(feed.read_bytes())
    assert tree.findtext(f"{ATOM}title") == "Postlista, Kommunstyrelsen, Exempelstad"
    assert len(tree.findall(f"{ATOM}entry")) == 3
    text = feed.read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text
    assert not [secret for secret in ("Hansson", "diagnos") if secret in text]


def test_a_feed_in_a_folder_that_is_not_there_is_one_line(registered: Archive) -> None:
    said = registered("postlista", "--from", DAY, "--atom", str(registered.folder / "nix" / "a"))
    assert said.code == 10
    assert said.is_one_line()


@pytest.mark.parametrize(
    "options",
    [
        ("--atom-url", "https://exempelstad.se/a"),
        ("--atom", "FEED", "--atom-url", "javascript:alert(1)"),
        ("--atom", "FEED", "--atom-url", "postlista.atom"),
        ("--atom", "FEED", "--atom-url", "https://anna:hemligt@exempelstad.se/"),
    ],
)
def test_a_feed_that_cannot_lie_there_is_one_line_and_nothing_is_written(
    registered: Archive, options: tuple[str, ...]
) -> None:
    feed = registered.folder / "postlista.atom"
    given = [str(feed) if each == "FEED" else each for each in options]
    said = registered("postlista", "--from", DAY, *given)
    assert said.code == 2
    assert said.is_one_line()
    assert "hemligt" not in said.err
    assert not feed.exists()


def test_as_json_it_holds_the_public_fields_alone(registered: Archive) -> None:
    told = registered("postlista", "--from", DAY, "--namnd", "ks", "--json").json
    rows = told["diarier"][0]["handlingar"]
    assert [row["beteckning"] for row in rows] == ["KS/2026:1-1", "KS/2026:2-1", "KS/2026:3-1"]
    assert set(rows[2]) == {
        "beteckning", "direction", "registered", "received", "sender", "subject",
        "changed", "makulerad", "rattad", "masked",
    }  # fmt: skip
    assert (rows[0]["registered"], rows[0]["received"]) == (DAY, DAY)
    assert "Hansson" not in json.dumps(told)


def test_a_masked_personnummer_is_told_beside_the_list_and_not_in_it(registered: Archive) -> None:
    with writing(open_register(f"sqlite:///{registered.folder / 'archiver.db'}")) as session:
        write_ungated(session, "KS/2026:2", "Om 811228\u200b-9874", NOW)
    said = registered("postlista", "--from", DAY, "--json")
    assert said.code == 0
    assert said.is_one_line("KS/2026:2-1")
    assert said.json["diarier"][0]["handlingar"][1]["subject"] == "Om ******-****"
    year = registered("diarieforteckning", "--year", "2026", "--json")
    assert year.is_one_line("KS/2026:2")
    assert "9874" not in said.out + said.err + year.out + year.err


@pytest.mark.parametrize(
    "days",
    [
        ("--from", "2026-07-02"),
        ("--from", DAY, "--to", "2026-07-02"),
        ("--from", DAY, "--to", "2026-06-30"),
        ("--from", "2026-02-30"),
        ("--from", "20260701"),
        ("--from", "0001-01-01"),
        ("--from", "=1+1"),
        ("--from", DAY, "--namnd", "XX"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_nothing_is_written(
    registered: Archive, days: tuple[str, ...]
) -> None:
    html = registered.folder / "lista.html"
    said = registered("postlista", *days, "--html", str(html))
    assert said.code == 2
    assert said.is_one_line()
    assert not html.exists()


def test_the_year_is_shown_written_and_refused_when_it_has_not_come(registered: Archive) -> None:
    html, sheet = registered.folder / "lista.html", registered.folder / "lista.csv"
    shown = registered("diarieforteckning", "--year", "2026")
    assert "KS/2026:3" in shown.out
    written = registered(
        "diarieforteckning", "--year", "2026", "--html", str(html), "--csv", str(sheet)
    )
    assert (written.code, written.err) == (0, "")
    parse_page(html.read_text(encoding="utf-8"))
    assert sheet.read_text(encoding="utf-8-sig").count("KS/2026:") == 3
    assert "Hansson" not in shown.out + html.read_text(encoding="utf-8")
    assert registered("diarieforteckning", "--year", "2027").code == 2


def test_where_there_are_several_namnder_one_is_named(registered: Archive) -> None:
    registered("namnd", "add", "SBN", "--name", "Samhällsbyggnadsnämnden")
    assert registered("diarieforteckning", "--year", "2026").code == 2
    assert registered("diarieforteckning", "--year", "2026", "--namnd", "SBN").code == 0
    assert [
        len(each["handlingar"])
        for each in registered("postlista", "--from", DAY, "--json").json["diarier"]
    ] == [3, 0]
