"""XML made to harm: nothing of it is expanded, fetched or followed without end."""

import time
import tracemalloc
from pathlib import Path

import pytest

from diarium.intake.raw import PieceError, Reason, Unreadable
from diarium.intake.xml_pieces import LONGEST, parse
from tests.diarium.intake.exports import faults, messages
from tests.diarium.intake.xml_files import blog, comment, read_blog, read_wiki, revision, wiki

_PAIRS = zip("abcdefghi", "bcdefghij", strict=True)
_LAUGHING = "".join(f'<!ENTITY {later} "{f"&{sooner};" * 10}">' for sooner, later in _PAIRS)
LAUGHS = f'<!DOCTYPE rss [<!ENTITY a "ha">{_LAUGHING}]>\n'


@pytest.mark.parametrize(
    "declared",
    [
        LAUGHS,
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">\n',
        f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>\n',
    ],
    ids=["laughs", "file", "network", "quadratic"],
)
def test_a_document_type_is_refused_with_every_entity_in_it(tmp_path: Path, declared: str) -> None:
    bomb = blog(comment(content="]]>&j;&x;&a;<![CDATA["), before=declared)
    assert read_blog(tmp_path, bomb) == [Unreadable(0, Reason.DOCTYPE, file="export.xml")]
    later = wiki(revision(1, "Ett"), declared, revision(2, "&j;"))
    assert faults(read_wiki(tmp_path, later))[-1].reason in {Reason.DOCTYPE, Reason.NOT_XML}


def test_a_document_type_in_a_piece_is_refused_by_the_parser_too() -> None:
    with pytest.raises(PieceError) as refused:
        parse(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    assert refused.value.reason is Reason.NOT_XML


@pytest.mark.parametrize(
    "content",
    [
        f'<wp:comment a="{"x" * 10_000_000}"></wp:comment>',
        f"<wp:comment {'a ' * 1_000_000}></wp:comment>",
        f"<wp:comment>{'<a>' * 90_000}</wp:comment>",
        f"<wp:comment>{'<a>' * 90_000}{'</a>' * 90_000}</wp:comment>",
        f"<wp:comment>{'<a/>' * 400_000}</wp:comment>",
        f"<wp:comment>{'x' * (LONGEST + 1)}</wp:comment>",
        "<wp:comment>" * 20_000,
        "</wp:comment>" * 20_000,
        "<!--" * 500_000,
        "<![CDATA[" * 500_000,
        "<wp:comment " * 500_000,
        "<item>" * 20_000 + "</item>" * 20_000,
        "<" * 2_000_000,
    ],
    ids=["attribute", "attributes", "deep", "deep and closed", "tags", "long", "begun", "ended",
         "comments", "cdata", "half tags", "items", "brackets"],
)  # fmt: skip
def test_xml_made_to_cost_time_or_memory_is_over_soon(tmp_path: Path, content: str) -> None:
    written = blog(content, comment(2))
    started = time.process_time()
    found = read_blog(tmp_path, written)
    assert time.process_time() - started < 10
    assert found


def test_no_more_than_a_piece_of_a_large_file_is_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    text = "Hej " * 100_000
    pieces = (revision(number, f"{text}{number}", number - 1) for number in range(1, 101))
    path.write_text(wiki(*pieces), encoding="utf-8")
    assert path.stat().st_size > 40_000_000
    content = path.read_bytes()
    tracemalloc.start()
    try:
        found = read_wiki(tmp_path, content)
        assert len(messages(found)) == 100
        held = 100 * len(text)
        assert tracemalloc.get_traced_memory()[1] - held < 20_000_000
    finally:
        tracemalloc.stop()


def test_an_empty_file_and_one_of_nul_are_told_of() -> None:
    for piece in (b"", b"\x00" * 100, b"<a>", b"<a></a><b></b>", b"\xff\xfe<\x00a\x00"):
        with pytest.raises(PieceError):
            parse(piece)
