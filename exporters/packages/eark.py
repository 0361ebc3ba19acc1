"""Writing a package as an E-ARK SIP, which FGS Paketstruktur 2.0 is too.

The layout is that of E-ARK CSIP: a METS of the package, a METS and PREMIS of each representation,
documentation, and schemas when the operator has given them. Which version is the profile's.
"""

from collections.abc import Sequence

from diarium.files import FileStore
from exporters.packages.containers import Container
from exporters.packages.mets import FileGroup, MetsDocument, write_mets
from exporters.packages.package_files import PackageFile
from exporters.packages.package_model import Content, ContentKind, MadeFile, PackageModel, add_made
from exporters.packages.premis import Premis, PremisEvent, write_premis
from exporters.packages.premis_events import creation_event, place_events
from exporters.packages.profiles import ContentForm

PREMIS_PATH = "metadata/preservation/PREMIS.xml"
SCHEMAS = "schemas/"


def write_eark(model: PackageModel, container: Container, files: FileStore) -> PackageFile:
    """Write a package, whole but for closing its container.

    Args:
        model: The package.
        container: Where it is written.
        files: The kept files.

    Returns:
        Its METS, whose checksum vouches for all the rest.

    Raises:
        AlteredError: A kept file is not what it was.
    """
    roots = [_write_representation(model, content, container, files) for content in model.inside]
    documentation = _add_all(model, container, "documentation/", model.documentation)
    schemas = _add_all(model, container, SCHEMAS, model.schemas)
    groups = [
        FileGroup(use="Documentation", files=documentation),
        FileGroup(use="Schemas", files=schemas),
        *(
            FileGroup(
                use=f"Representations/{content.kind.value}", files=[root],
                form=model.profile.forms[content.kind],
            )
            for content, root in zip(model.inside, roots, strict=True)
        ),
    ]  # fmt: skip
    premis = _write_premis(model, container, "", [*documentation, *schemas], [])
    return write_mets(container, _describe(model, premis, groups))


def _write_representation(
    model: PackageModel, content: Content, container: Container, files: FileStore
) -> PackageFile:
    """Write the files of a representation, its PREMIS and its METS, and return the METS."""
    name = content.kind.value
    folder = f"representations/{name}/"
    written = [
        *_add_all(model, container, folder, content.made),
        *container.copy(files, content.parts, model.contents.kept, folder),
    ]
    events = list(place_events(content.events, folder))
    premis = _write_premis(model, container, folder, written, events)
    document = MetsDocument(
        folder=folder, objid=name, label=f"{model.label}: {name}",
        form=model.profile.forms[name], contents=model.contents, profile=model.profile,
        premis=premis, groups=[FileGroup(use="Data", files=written)],
        schemas=_has_schemas(model),
    )  # fmt: skip
    return write_mets(container, document)


def _describe(
    model: PackageModel, premis: PackageFile, groups: Sequence[FileGroup]
) -> MetsDocument:
    return MetsDocument(
        folder="", objid=model.name, label=model.label, form=_form_of(model),
        contents=model.contents, profile=model.profile, premis=premis,
        groups=[group for group in groups if group.files], schemas=_has_schemas(model),
    )  # fmt: skip


def _form_of(model: PackageModel) -> ContentForm:
    """Return what the package as a whole is said to be: what all its contents are, or mixed."""
    forms = [model.profile.forms[content.kind] for content in model.inside]
    if all(form == forms[0] for form in forms):
        return forms[0]
    types = {form.type for form in forms}
    return ContentForm(
        type=types.pop() if len(types) == 1 else model.profile.mixed_type,
        information_type="MIXED",
    )


def _write_premis(
    model: PackageModel,
    container: Container,
    folder: str,
    files: Sequence[PackageFile],
    events: Sequence[PremisEvent],
) -> PackageFile:
    """Write the PREMIS of a representation, or at the root that of the package as a whole."""
    inner = tuple(f"{model.name}/{content.kind.value}" for content in model.inside)
    name = folder.removeprefix("representations/").rstrip("/")
    premis = Premis(
        package=f"{model.name}/{name}" if folder else model.name, files=files,
        events=[*events, creation_event(model)], software=model.contents.software,
        created=model.contents.created, holds=() if folder else inner,
        provisions=model.contents.provisions if name in {"", ContentKind.DIARIUM} else (),
    )  # fmt: skip
    return write_premis(container, folder + PREMIS_PATH, premis)


def _add_all(
    model: PackageModel, container: Container, folder: str, made: Sequence[MadeFile]
) -> list[PackageFile]:
    return [add_made(container, folder, each, model.contents.created) for each in made]


def _has_schemas(model: PackageModel) -> bool:
    """Whether the schemas lie in the package themselves, and not only the list of them."""
    return any(each.path.endswith(".xsd") for each in model.schemas)
