"""A certificate for ``localhost``, made by openssl, for the servers of the tests."""

import shutil
import subprocess
from pathlib import Path

from tests.judges import require_tool


def make_certificate(folder: Path) -> Path:
    """Return a file with a certificate for ``localhost`` and its key."""
    openssl = shutil.which("openssl")
    require_tool("openssl (apt-get install openssl)", openssl is not None)
    subprocess.run(
        [
            str(openssl), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return both
