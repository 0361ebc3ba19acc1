from pathlib import Path

from lxml import etree

from exporters.xml_stream import write_stream

ONE, TWO = "urn:one", "urn:two"


def write(path: Path) -> bytes:
    """Write a small document with all that a writer can do."""
    prefixes = {None: ONE, "t": TWO}
    with write_stream(path, f"{{{ONE}}}root", prefixes, {f"{{{TWO}}}a": "\x0b<å>"}) as xml:
        with xml.within("outer", {"b": 'two\n"lines"'}):
            xml.add("inner", "a & b\x00")
            xml.add(f"{{{TWO}}}other")
        xml.add("last", "")
    return path.read_bytes()


def test_a_document_reads_as_it_was_written_with_forbidden_characters_replaced(
    tmp_path: Path,
) -> None:
    root = etree.fromstring(write(tmp_path / "a.xml"))
    assert root.get(f"{{{TWO}}}a") == "\N{REPLACEMENT CHARACTER}<å>"
    outer = root[0]
    assert outer.get("b") == 'two\n"lines"'
    assert outer.findtext(f"{{{ONE}}}inner") == "a & b\N{REPLACEMENT CHARACTER}"
    assert [each.tag for each in outer] == [f"{{{ONE}}}inner", f"{{{TWO}}}other"]


def test_a_namespace_is_declared_once_and_each_element_stands_on_its_line(tmp_path: Path) -> None:
    text = write(tmp_path / "a.xml").decode()
    assert text.count("xmlns") == 2  # one for each namespace
    lines = text.splitlines()
    assert lines[2].startswith("  <outer")
    assert "    <t:other></t:other>" in lines


def test_the_same_elements_make_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a.xml") == write(tmp_path / "b.xml")
