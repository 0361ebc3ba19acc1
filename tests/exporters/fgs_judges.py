"""Judges of FGS 1.2 packages and of bags that nobody here wrote, asked without a network."""

import subprocess
from pathlib import Path
from typing import Any

from lxml import etree

from tests.exporters.judges import schemas
from tests.judges import require_tool

BAGIT = Path(__file__).resolve().parents[2] / ".judges" / "bagit" / "bin" / "bagit.py"
_TARGETS = {
    "http://www.loc.gov/METS/": "CSPackageMETS.xsd",
    "ExtensionMETS": "CSPackageExtensionMETS.xsd",
}


def package_schema() -> etree.XMLSchema:
    """Load Riksarkivet's METS together with its extension, so that both are judged."""
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{schemas()}/fgs/{name}"/>'
        for namespace, name in _TARGETS.items()
    )
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.ElementTree(etree.fromstring(text, _offline())))


def arende_schema() -> etree.XMLSchema:
    """Load FGS Ärendehantering 1.0."""
    return etree.XMLSchema(etree.parse(schemas() / "fgs" / "arendehantering.xsd", _offline()))


def ask_bagit(bag: Path) -> tuple[bool, str]:
    """Ask bagit-python whether a bag is whole and valid, and return what it says."""
    require_tool("bagit-python (make test fetches it)", BAGIT.is_file())
    command = [str(BAGIT), "--validate", str(bag)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    return done.returncode == 0, done.stdout + done.stderr


class _LocalOnly(etree.Resolver):
    """Give the XLink schema beside Riksarkivet's METS, which asks for it by an address."""

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:  # noqa: ANN401  lxml's own types
        """Return the local file; any address but a local path is refused."""
        del public_id
        system_url = system_url or ""
        if system_url.endswith("/xlink.xsd"):
            return self.resolve_filename(str(schemas() / "fgs" / "xlink.xsd"), context)
        if "://" in system_url and not system_url.startswith("file://"):
            message = f"no network in this test: {system_url}"
            raise OSError(message)
        return None


def _offline() -> etree.XMLParser:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_LocalOnly())
    return parser
