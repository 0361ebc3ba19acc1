"""Packages before judges that nobody here wrote, each with controls that must flip its verdict."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from exporters.media_types import STATED
from exporters.packages.profiles import BUILT_IN, load_profile
from exporters.packages.schemas import find_schemas, list_schemas
from tests.exporters.building import build
from tests.exporters.judges import (
    COMMONS_IP,
    EARK_FAULTS,
    KNOWN_WARNINGS,
    Verdict,
    ask_commons_ip,
    ask_eark_validator,
    erms_schema,
    mets_schema,
    premis_schema,
    schemas,
)
from tests.exporters.records import Records, arende, contents
from tests.judges import require_tool

pytestmark = pytest.mark.judge

SCHEMAS = os.environ.get("ARCHIVER_SCHEMAS")
PDF = "representations/snapshots/data/fb-kommunen_2026-H1_1.pdf"
SNAPSHOTS = "representations/snapshots/METS.xml"
ERMS_PATH = "representations/diarium/data/ERMS.xml"


def flip_a_bit(package: Path) -> None:
    content = bytearray((package / PDF).read_bytes())
    content[3] ^= 1
    (package / PDF).write_bytes(content)


def remove_a_file(package: Path) -> None:
    (package / PDF).unlink()


def add_a_file(package: Path) -> None:
    (package / PDF).with_name("extra.txt").write_text("x", encoding="utf-8")


def change_an_address(package: Path) -> None:
    path = package / SNAPSHOTS
    text = path.read_text(encoding="utf-8")
    assert 'href="data/fb' in text
    path.write_text(text.replace('href="data/fb', 'href="data/xb', 1), encoding="utf-8")


HARMS: tuple[Callable[[Path], None], ...] = (
    flip_a_bit,
    remove_a_file,
    add_a_file,
    change_an_address,
)


def require_schemas_for(kind: str) -> None:
    """Skip aloud a package that holds the published schemas when there are none."""
    if kind == "with schemas":
        schemas()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the packages to be judged, once."""
    folder = tmp_path_factory.mktemp("judged")
    records = Records(folder / "files")
    given = {"with schemas": _build(records, folder / "1", schemas())} if SCHEMAS else {}
    return given | {
        "without schemas": _build(records, folder / "2", None),
        "extract": _build(records, folder / "3", None, extract=True),
        "only snapshots": _build(records, folder / "4", None, arenden=()),
        "only diarium": _build(records, folder / "5", None, snapshots=(), agreement=None),
        "protected": _build(records, folder / "6", None, include_protected=True),
    }


@pytest.fixture(scope="module")
def verdicts(
    built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Verdict]:
    """Ask commons-ip about all packages and their harmed copies in one run."""
    folder = tmp_path_factory.mktemp("harmed")
    asked = dict(built)
    for harm in HARMS:
        place = folder / harm.__name__ / built["without schemas"].name
        shutil.copytree(built["without schemas"], place)
        harm(place)
        asked[harm.__name__] = place
    return dict(zip(asked, ask_commons_ip(list(asked.values()), folder), strict=True))


@pytest.mark.parametrize(
    "kind",
    ["with schemas", "without schemas", "extract", "only snapshots", "only diarium", "protected"],
)
def test_commons_ip_finds_the_package_valid(verdicts: dict[str, Verdict], kind: str) -> None:
    require_schemas_for(kind)
    assert verdicts[kind].result == "VALID"
    assert not verdicts[kind].errors
    assert verdicts[kind].warnings <= KNOWN_WARNINGS


@pytest.mark.parametrize("harm", HARMS)
def test_commons_ip_finds_a_harmed_package_invalid(
    verdicts: dict[str, Verdict], harm: Callable[[Path], None]
) -> None:
    assert verdicts[harm.__name__].result == "INVALID"
    assert verdicts[harm.__name__].errors


@pytest.mark.parametrize("kind", ["with schemas", "without schemas", "extract", "only diarium"])
def test_eark_validator_finds_it_well_formed_and_schema_valid(
    built: dict[str, Path], kind: str
) -> None:
    require_schemas_for(kind)
    answer = ask_eark_validator(built[kind])
    assert answer["structure"]["status"] == "WellFormed"
    assert answer["metadata"]["schema_results"] == {"status": "VALID", "messages": []}
    said = answer["metadata"]["schematron_results"]["messages"]
    assert {each["rule_id"] for each in said if each["severity"] == "Error"} <= EARK_FAULTS


def test_eark_validator_finds_a_package_without_mets_ill_formed(
    built: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / built["without schemas"].name
    shutil.copytree(built["without schemas"], place)
    (place / "METS.xml").rename(place / "MITS.xml")
    assert ask_eark_validator(place)["structure"]["status"] != "WellFormed"


def test_eark_validator_finds_a_foreign_element_schema_invalid(
    built: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / built["without schemas"].name
    shutil.copytree(built["without schemas"], place)
    text = (place / "METS.xml").read_text(encoding="utf-8")
    (place / "METS.xml").write_text(text.replace("<fileSec", "<fil/><fileSec"), encoding="utf-8")
    assert ask_eark_validator(place)["metadata"]["schema_results"]["status"] != "VALID"


def test_the_list_of_schemas_names_the_published_ones() -> None:
    for profile in map(load_profile, BUILT_IN):
        listed = {each.name: each.sha256 for each in list_schemas(profile)}
        for name, path in find_schemas(profile, schemas()).items():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name]


def test_erms_follows_its_schema(built: dict[str, Path]) -> None:
    schema = erms_schema()
    for kind in ("without schemas", "extract", "protected"):
        schema.assertValid(etree.parse(built[kind] / ERMS_PATH))


def test_an_open_arende_follows_the_erms_schema(tmp_path: Path) -> None:
    from diarium.arende_records import ArendeStatus  # noqa: PLC0415  this test alone

    records = Records(tmp_path / "files")
    opened = (arende(records, ArendeStatus.OPEN),)
    place = _build(records, tmp_path, None, arenden=opened, extract=True)
    erms_schema().assertValid(etree.parse(place / ERMS_PATH))


@pytest.mark.parametrize(
    ("old", "new"),
    [("<objectId>.*?</objectId>", ""), ('"caseFile"', '"arende"'), ("<regulation>.*?tion>", "")],
)
def test_a_broken_erms_fails_its_schema(built: dict[str, Path], old: str, new: str) -> None:
    text = (built["extract"] / ERMS_PATH).read_text(encoding="utf-8")
    broken, times = re.subn(old, new, text, count=1)
    assert times == 1
    assert not erms_schema().validate(etree.fromstring(broken.encode()))


def test_premis_follows_its_schema(built: dict[str, Path]) -> None:
    schema, found = premis_schema(), 0
    for path in built["without schemas"].rglob("PREMIS.xml"):
        schema.assertValid(etree.parse(path))
        found += 1
    assert found == 3


def test_a_broken_premis_fails_its_schema(built: dict[str, Path]) -> None:
    text = (built["extract"] / "metadata/preservation/PREMIS.xml").read_text(encoding="utf-8")
    broken = text.replace("<eventType ", "<eventSort ", 1).replace(
        "</eventType>", "</eventSort>", 1
    )
    assert broken != text
    assert not premis_schema().validate(etree.fromstring(broken.encode()))


def test_mets_follows_its_schema_with_both_extensions(built: dict[str, Path]) -> None:
    schema = mets_schema()
    for package in built.values():
        for path in package.rglob("METS.xml"):
            schema.assertValid(etree.parse(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('OAISPACKAGETYPE="SIP"', 'OAISPACKAGETYPE="SLP"'),
        ('NOTETYPE="SOFTWARE VERSION"', 'NOTETYPE="VERSION"'),
        ('CHECKSUMTYPE="SHA-256"', 'CHECKSUMTYPE="SHA256"'),
    ],
)
def test_a_broken_mets_fails_its_schema(built: dict[str, Path], old: str, new: str) -> None:
    text = (built["extract"] / "METS.xml").read_text(encoding="utf-8")
    assert old in text
    assert not mets_schema().validate(etree.fromstring(text.replace(old, new).encode()))


def test_every_media_type_we_state_is_known_to_the_judge() -> None:
    import zipfile  # noqa: PLC0415  this test alone

    require_tool("commons-ip (make test fetches it)", COMMONS_IP.is_file())
    with zipfile.ZipFile(COMMONS_IP) as jar:
        text = jar.read("controlledVocabularies/IANA_MEDIA_TYPES.txt").decode()
    assert set(text.split()) >= STATED


def _build(records: Records, folder: Path, schemas: Path | None, **changes: object) -> Path:
    folder.mkdir(exist_ok=True)
    whole = contents(records, **changes)
    return build(records, folder, whole, schemas=schemas)
