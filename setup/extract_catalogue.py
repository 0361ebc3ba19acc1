"""Gathers every text that a person reads into the Swedish catalogue, for somebody to translate.

Texts are found where they are marked: ``_()`` and ``ngettext()``, the messages of the errors and
of what a check finds, and click's own texts, which a user of the command meets too.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("archiver", "diarium", "exporters", "schedules")
CATALOGUE = ROOT / "archiver" / "locale" / "sv" / "LC_MESSAGES" / "archiver.po"
MARKS = {
    "_": (0,),
    "gettext": (0,),
    "ngettext": (0, 1),
    "UsageError": (0,),
    "SettingsError": (0,),
    "CaptureError": (0,),
    "RefusedError": (0,),
    "AlteredError": (0,),
    "PackageError": (0,),
    "ToolError": (0,),
    "StorageError": (0,),
    "DecidedMeanwhileError": (0,),
    "NotPrintedError": (0,),
    "Fault": (2,),
    "Finding": (3,),
}
"""Which arguments of a call are texts."""
NOT_MET = {"_winconsole", "shell_completion"}
"""Modules of click whose texts no user of this command meets."""


HEADER = b"""\
msgid ""
msgstr ""
"Project-Id-Version: archiver\\n"
"Language: sv\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to translate: singular and perhaps plural, and where it stands."""

    forms: tuple[str, ...]
    place: str


def find_texts() -> list[Text]:
    """Return every text of the project and of click, in the order they stand."""
    own = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
    found = [text for path in own for text in read_texts(path, ROOT)]
    folder = Path(click.__file__).parent
    theirs = [path for path in sorted(folder.glob("*.py")) if path.stem not in NOT_MET]
    return found + [text for path in theirs for text in read_texts(path, folder.parent)]


def read_texts(path: Path, root: Path) -> Iterator[Text]:
    """Yield the marked texts of one module; places are told from the root."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = dict(_constants(tree))
    place = path.relative_to(root).as_posix()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (positions := MARKS.get(_name(node.func))):
            forms = [_literals(node, position, constants) for position in positions]
            yield from (Text(each, place) for each in zip(*forms, strict=True))


def build_template() -> Catalog:
    """Return a catalogue of all texts, none of them translated."""
    template = Catalog(domain="archiver", fuzzy=False)
    for text in find_texts():
        template.add(
            text.forms if len(text.forms) > 1 else text.forms[0], locations=[(text.place, 0)]
        )
    return template


def read_catalogue() -> Catalog:
    """Return the Swedish catalogue as it stands."""
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="sv", domain="archiver")


def update_catalogue() -> int:
    """Add the new texts to the Swedish catalogue, drop the old, and return how many wait."""
    catalogue = read_catalogue()
    catalogue.update(build_template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as stream:
        stream.write(HEADER)
        write_po(
            stream, catalogue, width=100, sort_by_file=True, include_lineno=False, omit_header=True
        )
    return sum(1 for message in catalogue if message.id and not is_translated(message))


def is_translated(message: Message) -> bool:
    """Tell whether every form of a text has its translation."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    return all(forms)


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else ""


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the module's own named texts, which a mark may name."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                yield name, text


def _literals(call: ast.Call, position: int, constants: dict[str, str]) -> list[str]:
    """Return the texts an argument may be: a literal, a named one, or either of two."""
    if position >= len(call.args):
        return []
    return list(_values(call.args[position], constants))


def _values(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.Name(id=name) if name in constants:
            yield constants[name]
        case ast.IfExp(body=one, orelse=other):
            yield from _values(one, constants)
            yield from _values(other, constants)


if __name__ == "__main__":
    print(f"{update_catalogue()} texts wait to be translated in {CATALOGUE.relative_to(ROOT)}")
