"""BagIt 1.0 (RFC 8493): the same folders under ``data/``, and lists of checksums of all of them.

The payload is listed twice: by SHA-256, which the register and every other profile have, and by
SHA-512, which RFC 8493 would rather see.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from diarium.files import FileStore
from exporters.packages.bag_names import DECLARATION, INFO, MANIFEST, TAG_MANIFEST, encode_path
from exporters.packages.containers import Container
from exporters.packages.fgs_sip import SECRECY
from exporters.packages.folders_by_kind import Folders, lay_content, lay_made, lay_premis
from exporters.packages.package_files import PackageFile
from exporters.packages.package_model import PackageModel
from exporters.packages.profile_texts import fill_text
from exporters.safe_xml import xml_text

SECOND = "manifest-sha512.txt"
FOLDERS = Folders("data/", "data/documentation/", "data/schemas/")
PREMIS = "data/metadata/PREMIS.xml"
_TEXT = "text/plain"


def write_bagit(model: PackageModel, container: Container, files: FileStore) -> PackageFile:
    """Write a bag, and return its tag manifest, which vouches for all by way of the manifest.

    Args:
        model: What the package says and holds.
        container: Where it is written.
        files: The kept files.

    Raises:
        AlteredError: A kept file is not what it was.
    """
    container.take_sha512()
    payload = _lay_payload(model, container, files)
    first = {each.path: each.sha256 for each in payload}
    second = {path: (container.sha512 or {})[path] for path in first}
    declared = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    tags = [
        _add(model, container, DECLARATION, declared),
        _add(model, container, INFO, "".join(_describe(model, payload)).encode()),
        _list_files(model, container, MANIFEST, first),
        _list_files(model, container, SECOND, second),
    ]
    return _list_files(model, container, TAG_MANIFEST, {each.path: each.sha256 for each in tags})


def _lay_payload(model: PackageModel, container: Container, files: FileStore) -> list[PackageFile]:
    laid = [lay_content(each, model, container, files, FOLDERS) for each in model.inside]
    payload = [
        *chain.from_iterable(each.files for each in laid),
        *lay_made(model.documentation, model, container, FOLDERS.documentation),
        *lay_made(model.schemas, model, container, FOLDERS.schemas),
    ]
    return [*payload, lay_premis(model, container, PREMIS, payload, laid)]


def _describe(model: PackageModel, payload: Iterable[PackageFile]) -> Iterator[str]:
    """Yield the lines of bag-info.txt: first the profile's, then what is counted."""
    contents = model.contents
    sizes = [each.size for each in payload]
    said = {name: fill_text(text, contents) for name, text in model.profile.attributes.items()}
    said |= {
        "External-Identifier": model.name,
        "External-Description": model.label,
        "Bagging-Date": fill_text("{created}", contents),
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
    }
    if model.of > 1:
        group = model.name.rpartition("_")[0]
        said |= {"Bag-Group-Identifier": group, "Bag-Count": f"{model.number} of {model.of}"}
    if contents.holds_protected:
        said["Access-Restriction"] = SECRECY
    for label, value in said.items():
        if text := xml_text(" ".join(value.split())):
            yield f"{label}: {text}\n"


def _list_files(
    model: PackageModel, container: Container, name: str, checksums: Mapping[str, str]
) -> PackageFile:
    """Write a manifest of files, by their paths."""
    path = container.work / name
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for each in sorted(checksums):
            stream.write(f"{checksums[each]}  {encode_path(each)}\n")
    return container.add(name, path, _TEXT, model.contents.created)


def _add(model: PackageModel, container: Container, name: str, content: bytes) -> PackageFile:
    return container.add(name, content, _TEXT, model.contents.created)
