"""The journal's extract in a package: what of the journal proves the records that lie in it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.journal_tokens import token_files
from diarium.database import reading
from diarium.files import FileStore
from diarium.journal_extract import write_extract
from diarium.journal_shown import ExtractScope
from exporters.packages.package_model import ContentKind, MadeFile, PackageModel
from exporters.packages.pronom_keys import TEXT

if TYPE_CHECKING:
    from sqlalchemy import Engine

EXTRACT = "data/journal.jsonl"
_ABOUT = "Utdrag ur diariets journal, som visar att inget i paketet är ändrat sedan det skrevs"


def add_journal(
    model: PackageModel, engine: "Engine", files: FileStore, work: Path
) -> PackageModel:
    """Return a model with the journal's extract in its content of that kind, if it has one.

    Args:
        model: As it was planned; its other contents tell which kept files leave.
        engine: The register.
        files: The kept files.
        work: A folder for files under making.

    Raises:
        AlteredError: The register is not what the journal vouches for.
    """
    return replace(
        model,
        inside=tuple(
            replace(each, made=(*each.made, *_make(model, engine, files, work)))
            if each.kind is ContentKind.JOURNAL
            else each
            for each in model.inside
        ),
    )


def _make(
    model: PackageModel, engine: "Engine", files: FileStore, work: Path
) -> tuple[MadeFile, ...]:
    target = work / f"{model.name}-journal.jsonl"
    with reading(engine) as session, target.open("wb") as stream:
        head = write_extract(session, _scope_of(model), stream)
    made = MadeFile(
        path=EXTRACT, media_type="application/jsonl", content=target, about=_ABOUT, puid=TEXT
    )
    return made, *token_files(engine, files, head.seq)


def _scope_of(model: PackageModel) -> ExtractScope:
    contents = model.contents
    return ExtractScope(
        namnd=contents.namnd.code,
        snapshots=[each.id for each in contents.snapshots],
        arenden=[each.id for each in contents.arenden],
        handlingar=[each.id for arende in contents.arenden for each in arende.handlingar],
        files={
            part.source
            for content in model.inside
            for part in content.parts
            if part.start == 0 and part.length == contents.kept[part.source].size
        },
        created=contents.created,
    )
