"""FGS Paketstruktur 1.2 (Riksarkivet): ``sip.xml``, ``Content/``, ``metadata/`` and ``System/``.

The content lies in a folder for each kind under ``Content/``, the reading instructions beside them;
PREMIS lies in ``metadata/`` and the published schemas in ``System/``.
"""

from collections.abc import Sequence
from itertools import chain

from diarium.files import FileStore
from exporters.containers import Container
from exporters.fgs_arende import write_fgs_arenden
from exporters.fgs_sip import FOLDERS, write_sip
from exporters.folders_by_kind import (
    XML,
    LaidContent,
    lay_content,
    lay_made,
    lay_premis,
    planned_path,
)
from exporters.package_files import PackageFile
from exporters.package_model import ContentKind, PackageModel

SIP = "sip.xml"
PREMIS = "metadata/PREMIS.xml"
ARENDEN = "FGS-ERMS.xml"


def write_fgs(model: PackageModel, container: Container, files: FileStore) -> PackageFile:
    """Write a package, and return its ``sip.xml``, which vouches for every other file.

    Args:
        model: What the package says and holds.
        container: Where it is written.
        files: The kept files.

    Raises:
        AlteredError: A kept file is not what it was.
    """
    laid = [lay_content(each, model, container, files, FOLDERS) for each in model.inside]
    groups = {FOLDERS.of(each.kind): _group(model, container, each) for each in laid}
    for folder, made in (
        (FOLDERS.documentation, model.documentation),
        (FOLDERS.schemas, model.schemas),
    ):
        if made:
            groups[folder] = tuple(lay_made(made, model, container, folder))
    known = list(chain.from_iterable(groups.values()))
    premis = lay_premis(model, container, PREMIS, known, laid)
    path = container.work / SIP
    write_sip(model, groups, premis, path)
    return container.add(SIP, path, XML, model.contents.created)


def _group(model: PackageModel, container: Container, laid: LaidContent) -> tuple[PackageFile, ...]:
    """Return the files of a content, the file of the ärenden first, which names the others."""
    arenden = (
        (_lay_arenden(model, container, laid.copied),) if laid.kind is ContentKind.DIARIUM else ()
    )
    return (*arenden, *laid.made, *laid.copied)


def _lay_arenden(
    model: PackageModel, container: Container, copied: Sequence[PackageFile]
) -> PackageFile:
    folder = FOLDERS.of(ContentKind.DIARIUM)
    path = container.work / ARENDEN
    lying = {planned_path(each, folder): each for each in copied}
    write_fgs_arenden(model.contents, lying, path)
    return container.add(folder + ARENDEN, path, XML, model.contents.created)
