"""Whatever text comes from outside, the XML is well-formed and the names are harmless."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exporters.media_types import OTHER, STATED, stated_type
from exporters.packages.parts import safe_name
from exporters.safe_xml import UnreadableXmlError, add, forget, stream_xml, write_xml, xml_text

ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_any_text_makes_well_formed_xml(text: str) -> None:
    root = etree.Element("{urn:x}a")
    add(root, "b", text, {"c": text})
    read = etree.fromstring(write_xml(root))
    assert (read[0].text or "").count("\N{REPLACEMENT CHARACTER}") == xml_text(text).count(
        "\N{REPLACEMENT CHARACTER}"
    )


@given(st.text(st.characters(codec="utf-8", min_codepoint=32, max_codepoint=0xFFF0)))
def test_ordinary_text_comes_through_unchanged(text: str) -> None:
    root = etree.Element("{urn:x}a")
    add(root, "b", text)
    assert (etree.fromstring(write_xml(root))[0].text or "") == text


@given(ANYTHING)
def test_any_name_becomes_a_harmless_one(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]{1,80}", safe_name(text))


@given(ANYTHING)
def test_any_media_type_becomes_one_that_is_registered(text: str) -> None:
    assert stated_type(text) in {*STATED, OTHER}


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("Text/Plain; charset=utf-8", "text/plain"),
        ("message/rfc822", "message/global"),
        ("application/jsonl", "text/plain"),
        ("application/x-evil", OTHER),
        ("", OTHER),
    ],
)
def test_a_media_type_is_stated_as_iana_registered_it(said: str, stated: str) -> None:
    assert stated_type(said) == stated


def test_growing_entities_are_refused_and_cost_nothing(tmp_path: Path) -> None:
    lines = ['<!DOCTYPE a [<!ENTITY e0 "xxxxxxxxxx">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)]
    path = tmp_path / "bomb.xml"
    path.write_text("".join(lines) + "]><a>&e11;</a>", encoding="utf-8")
    with path.open("rb") as stream, pytest.raises(UnreadableXmlError):
        list(stream_xml(stream))


def test_what_has_been_read_is_let_go_of_and_what_holds_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    path.write_text("<a>" + "<b><c>x</c></b>" * 100_000 + "</a>", encoding="utf-8")
    read, most = 0, 0
    with path.open("rb") as stream:
        for element in stream_xml(stream):
            parent = element.getparent()
            if element.tag == "b":
                read += 1
                forget(element)
                most = max(most, 0 if parent is None else len(parent))
    assert read == 100_000
    assert most < 10_000
