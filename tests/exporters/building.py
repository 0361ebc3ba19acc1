"""Packages built from records as ``archiver export`` builds them, without a register."""

from pathlib import Path

from exporters.packages.bagit import write_bagit
from exporters.packages.containers import open_container, suffix_of
from exporters.packages.contents import PackageContents
from exporters.packages.eark import write_eark
from exporters.packages.fgs import write_fgs
from exporters.packages.made_contents import make_contents
from exporters.packages.package_model import ContentKind, PackageModel
from exporters.packages.planning import Division, plan_delivery
from exporters.packages.profiles import Profile, load_profile
from exporters.packages.schemas import gather_schemas
from tests.exporters.records import Records

WRITERS = {"eark": write_eark, "fgs": write_fgs, "bagit": write_bagit}
ALL = Division(kinds=frozenset(ContentKind) - {ContentKind.JOURNAL})
"""All that records alone tell: the journal is in the register."""


def build(
    records: Records,
    folder: Path,
    contents: PackageContents,
    profile: str | Profile = "eark-2.2",
    schemas: Path | None = None,
    form: str = "folder",
) -> Path:
    """Build the only package of a delivery in a folder, and return where it lies."""
    form_of = load_profile(profile) if isinstance(profile, str) else profile
    (model,) = plan_delivery(contents, form_of, ALL, gather_schemas(form_of, schemas))
    return write(records, folder, model, form)


def write(records: Records, folder: Path, model: PackageModel, form: str = "folder") -> Path:
    """Write one package in a folder, and return where it lies."""
    folder.mkdir(exist_ok=True, parents=True)
    work = folder / f".made-{model.name}"
    work.mkdir()
    whole = make_contents(model, work)
    with open_container(folder, model.name, form) as container:
        WRITERS[model.profile.layout](whole, container, records.files)
    for each in work.iterdir():
        each.unlink()
    work.rmdir()
    return folder / f"{model.name}{suffix_of(form)}"
