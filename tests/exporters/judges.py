"""The judges of packages that nobody here wrote, asked by their own commands."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from tests.judges import require_tool

FOLDER = Path(__file__).resolve().parents[2] / ".judges"
COMMONS_IP = FOLDER / "commons-ip" / "commons-ip2-cli.jar"
EARK_PYTHON = FOLDER / "eark-validator" / "bin" / "python"
EARK_OFFLINE = Path(__file__).with_name("eark_offline.py")
METS_TARGETS = {
    "http://www.loc.gov/METS/": "mets.xsd",
    "https://DILCIS.eu/XML/METS/CSIPExtensionMETS": "DILCISExtensionMETS.xsd",
    "https://DILCIS.eu/XML/METS/SIPExtensionMETS": "DILCISExtensionSIPMETS.xsd",
}

KNOWN_WARNINGS = {
    "CSIPSTR7",  # there is no descriptive metadata beside ERMS; a recommendation
    "CSIPSTR15",  # the schemas lie in the package once, not in each representation again
    "CSIP4",  # the judge's vocabulary lacks citserms_v2_1, which CITS ERMS itself prescribes
}
EARK_FAULTS = {"CSIP12", "CSIP13", "CSIP16", "CSIP63", "CSIP103", "SIP2", "SIP14"}
"""Rules that eark-validator 1.1.3 has wrong, so that no SIP 2.2.0 can follow them."""
_DUBLIN_CORE = '<simpledc xmlns="http://purl.org/dc/elements/1.1/"><title>x</title></simpledc>'


@dataclass(frozen=True)
class Verdict:
    """What commons-ip says of one package."""

    result: str
    errors: frozenset[str]
    warnings: frozenset[str]


def ask_commons_ip(packages: Sequence[Path], report: Path, version: str = "2.2.0") -> list[Verdict]:
    """Ask commons-ip about packages, by a version of E-ARK; it always exits 0: its JSON is read."""
    java = shutil.which("java")
    require_tool("Java and commons-ip (make test fetches it)", bool(java) and COMMONS_IP.is_file())
    asked = [part for each in packages for part in ("-i", str(each))]
    command = [str(java), "-jar", str(COMMONS_IP), "validate", *asked, "-o", str(report)]
    done = subprocess.run(
        [*command, "--specification-version", version],
        capture_output=True,
        text=True,
        check=True,
        timeout=250,
    )
    found = [_verdict(each) for each in _documents(done.stdout)]
    assert len(found) == len(packages), done.stdout[:2000]
    return found


def make_known_good(folder: Path, version: str) -> Path:
    """Return a package that commons-ip itself has made by a version of E-ARK."""
    java = shutil.which("java")
    require_tool("Java and commons-ip (make test fetches it)", bool(java) and COMMONS_IP.is_file())
    folder.mkdir(parents=True)
    (folder / "dc.xml").write_text(_DUBLIN_CORE, encoding="utf-8")
    (folder / "fb-kommunen_2026-H1_1.pdf").write_bytes(b"%PDF-1.7 x")
    (folder / "made").mkdir()
    said = {
        "-p": "made", "-v": version, "--sip-id": "SIP-1", "--submitter-name": "N",
        "--submitter-id": "I", "--metadata-file": "dc.xml", "--metadata-type": "dc",
        "--metadata-version": "1.1", "--representation-data": "fb-kommunen_2026-H1_1.pdf",
        "--documentation": "dc.xml",
    }  # fmt: skip
    words = [word for pair in said.items() for word in pair]
    command = [str(java), "-jar", str(COMMONS_IP), "create", *words]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=100)
    (made,) = (folder / "made").iterdir()
    return made


def ask_eark_validator(package: Path) -> dict[str, Any]:
    """Ask eark-validator about a package, by 2.1.0, the newest it knows."""
    require_tool("eark-validator (make test fetches it)", EARK_PYTHON.is_file())
    done = subprocess.run(
        [str(EARK_PYTHON), str(EARK_OFFLINE), "-s", "V2.1.0", str(package)],
        capture_output=True,
        text=True,
        check=True,
        timeout=250,
    )
    line = next(each for each in done.stdout.splitlines() if each.startswith("{"))
    answer: dict[str, Any] = json.loads(line)
    return answer


def schemas() -> Path:
    """Return the folder of published schemas."""
    folder = os.environ.get("ARCHIVER_SCHEMAS")
    require_tool("the folder of published schemas ($ARCHIVER_SCHEMAS)", bool(folder))
    return Path(str(folder)).resolve()


def erms_schema() -> etree.XMLSchema:
    """Load CITS ERMS 2.1.2."""
    return _load(etree.parse(schemas() / "erms" / "ERMS.xsd", _offline()))


def premis_schema() -> etree.XMLSchema:
    """Load PREMIS 3.0."""
    return _load(etree.parse(schemas() / "premis" / "premis-v3-0.xsd", _offline()))


def mets_schema() -> etree.XMLSchema:
    """Load METS together with both DILCIS extensions, so that their attributes are judged too."""
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{schemas()}/eark/{name}"/>'
        for namespace, name in METS_TARGETS.items()
    )
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return _load(etree.ElementTree(etree.fromstring(text, _offline())))


class _LocalOnly(etree.Resolver):
    """Give the XLink schema that lies beside METS for whichever address asks for it."""

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:  # noqa: ANN401  lxml's own types
        """Return the local file; any address but a local path is refused."""
        del public_id
        system_url = system_url or ""
        if system_url.endswith("xlink.xsd"):
            return self.resolve_filename(str(schemas() / "eark" / "xlink.xsd"), context)
        if "://" in system_url and not system_url.startswith("file://"):
            message = f"no network in this test: {system_url}"
            raise OSError(message)
        return None


def _offline() -> etree.XMLParser:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_LocalOnly())
    return parser


def _load(document: "etree._ElementTree") -> etree.XMLSchema:
    return etree.XMLSchema(document)


def _verdict(answer: dict[str, Any]) -> Verdict:
    failed = [each for each in answer["validation"] if each["testing"]["outcome"] == "FAILED"]
    return Verdict(
        result=answer["summary"]["result"],
        errors=frozenset(each["id"] for each in failed if each["level"] == "MUST"),
        warnings=frozenset(each["id"] for each in failed if each["level"] != "MUST"),
    )


def _documents(text: str) -> list[dict[str, Any]]:
    """Read the JSON documents that follow one another."""
    decoder, found, place = json.JSONDecoder(), [], text.find("{")
    while place != -1:
        document, end = decoder.raw_decode(text, place)
        found.append(document)
        place = text.find("{", end)
    return found
