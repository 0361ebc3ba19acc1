"""Models of packages made by hand, and packages of any form built from them."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from exporters.packages.bagit import write_bagit
from exporters.packages.containers import open_container
from exporters.packages.contents import PackageContents
from exporters.packages.fgs import write_fgs
from exporters.packages.package_files import PackageFile
from exporters.packages.package_model import Content, ContentKind, MadeFile, PackageModel
from exporters.packages.parts import Part, plan_handlingar, plan_snapshots
from exporters.packages.premis_events import handling_events, snapshot_events
from exporters.packages.profiles import load_profile
from tests.exporters.records import Records

WRITERS = {"fgs": write_fgs, "bagit": write_bagit}
READING = (
    MadeFile(path="las_mig.txt", media_type="text/plain", content="Läs mig å".encode()),
    MadeFile(path="las_mig.html", media_type="text/html", content=b"<!DOCTYPE html><p>x"),
)


def model_of(
    contents: PackageContents, profile: str = "fgs-1.2", *kinds: ContentKind, name: str = "sip-ks"
) -> PackageModel:
    """Return a model with the kinds named, in a profile's form."""
    return PackageModel(
        name=name,
        label=f"Sociala medier {contents.period}",
        contents=contents,
        profile=load_profile(profile),
        inside=tuple(_content(contents, kind) for kind in kinds),
        documentation=READING,
    )


def build(
    model: PackageModel, records: Records, folder: Path, form: str = "folder"
) -> tuple[Path, PackageFile]:
    """Build a package, and return where it lies and its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_container(folder, model.name, form) as container:
        manifest = WRITERS[model.profile.layout](model, container, records.files)
    return folder / f"{model.name}{'' if form == 'folder' else '.' + form}", manifest


def tree_of(package: Path) -> dict[str, bytes]:
    """Return every file of a package that is a folder."""
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file()
    }


def _content(contents: PackageContents, kind: ContentKind) -> Content:
    if kind is ContentKind.SNAPSHOTS:
        parts = plan_snapshots(contents)
        events = tuple(snapshot_events(contents, parts))
        return Content(kind=kind, parts=_flat(parts), events=events)
    if kind is ContentKind.DIARIUM:
        parts = plan_handlingar(contents)
        events = tuple(handling_events(contents, parts))
        return Content(kind=kind, parts=_flat(parts), events=events)
    made = MadeFile(path=f"data/{kind.value}.csv", media_type="text/csv", content=b"a;b\r\n")
    return Content(kind=kind, made=(made,))


def _flat(parts: Mapping[int, tuple[Part, ...]]) -> tuple[Part, ...]:
    return tuple(chain.from_iterable(parts.values()))


def narrowed(model: PackageModel, **changes: object) -> PackageModel:
    """Return a model with some of it replaced."""
    return replace(model, **changes)  # type: ignore[arg-type]
