"""Writing XML that is too large to hold: each element goes to the file as it is made."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree

from exporters.safe_xml import xml_text

Attributes = Mapping[str, str]


class XmlStream:
    """An XML file under writing, indented; the same elements always make the same bytes.

    An element's name is the local one in the namespace of the root, or ``{uri}name``.
    """

    def __init__(self, writer: Any, namespace: str) -> None:  # noqa: ANN401  lxml names no type for it
        """Write within an open root element, by lxml's own writer."""
        self._writer = writer
        self._namespace = namespace
        self._depth = 1

    @contextmanager
    def within(self, tag: str, attributes: Attributes | None = None) -> Iterator[None]:
        """Write an element around what is written within the context."""
        self._begin_line()
        with self._writer.element(self._name(tag), _clean(attributes)):
            self._depth += 1
            yield
            self._depth -= 1
            self._begin_line()

    def add(self, tag: str, text: str | None = None, attributes: Attributes | None = None) -> None:
        """Write an element that holds no other; characters that XML forbids become U+FFFD."""
        self._begin_line()
        with self._writer.element(self._name(tag), _clean(attributes)):
            if text is not None:
                self._writer.write(xml_text(text))

    def _name(self, tag: str) -> str:
        return tag if tag.startswith("{") else f"{{{self._namespace}}}{tag}"

    def _begin_line(self) -> None:
        self._writer.write("\n" + "  " * self._depth)


@contextmanager
def write_stream(
    path: Path, root: str, prefixes: Mapping[str | None, str], attributes: Attributes | None = None
) -> Iterator[XmlStream]:
    """Write an XML file; what is written within the context stands in its root element.

    Args:
        path: Where; a file that lies there is written over.
        root: The root element, ``{uri}name``.
        prefixes: Namespaces by their prefix, declared in the root once and for all.
        attributes: The root's.
    """
    namespace = etree.QName(root).namespace or ""
    with path.open("wb") as stream, etree.xmlfile(stream, encoding="UTF-8") as writer:
        writer.write_declaration()
        with writer.element(root, _clean(attributes), nsmap=dict(prefixes)):
            yield XmlStream(writer, namespace)
            writer.write("\n")


def _clean(attributes: Attributes | None) -> dict[str, str]:
    return {name: xml_text(value) for name, value in (attributes or {}).items()}
