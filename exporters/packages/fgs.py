"""FGS Paketstruktur 1.2 (Riksarkivet): ``sip.xml``, ``Content/``, ``metadata/`` and ``System/``.

The content lies in a folder for each kind under ``Content/``, the reading instructions beside them;
PREMIS lies in ``metadata/`` and the published schemas in ``System/``.
"""

from itertools import chain

from diarium.files import FileStore
from exporters.packages.containers import Container
from exporters.packages.fgs_sip import FOLDERS, write_sip
from exporters.packages.folders_by_kind import XML, lay_content, lay_made, lay_premis
from exporters.packages.package_files import PackageFile
from exporters.packages.package_model import PackageModel

SIP = "sip.xml"
PREMIS = "metadata/PREMIS.xml"


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
    groups = {FOLDERS.of(each.kind): each.files for each in laid}
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
