"""The two outside judges of PDF/A."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from pikepdf import pdfa

from tests.judges import require_tool

VERAPDF = Path(__file__).parents[2] / ".judges" / "verapdf" / "greenfield-apps.jar"
COMMAND = "org.verapdf.apps.GreenfieldCliWrapper"


def ask_verapdf(files: Iterable[Path], flavour: str = "2b") -> dict[Path, set[str]]:
    """Return for each file the clauses of a PDF/A that it breaks; none if it is compliant.

    The verdict is read from the report: the exit code also tells of other things.
    """
    java = shutil.which("java")
    require_tool("veraPDF (Java and .judges/verapdf)", java is not None and VERAPDF.exists())
    asked = [str(file) for file in files]
    done = subprocess.run(
        [str(java), "-cp", str(VERAPDF), COMMAND, "-f", flavour, "--format", "json", *asked],
        capture_output=True,
        check=False,
        timeout=280,
    )
    jobs = json.loads(done.stdout)["report"]["jobs"]
    assert len(jobs) == len(asked)
    return {Path(job["itemDetails"]["name"]): _broken(job) for job in jobs}


def _broken(job: dict[str, list[dict[str, dict[str, list[dict[str, str]]]]]]) -> set[str]:
    if "validationResult" not in job:
        return {"not validated"}
    (result,) = job["validationResult"]
    clauses = {
        f"{rule['clause']}-{rule['testNumber']}" for rule in result["details"]["ruleSummaries"]
    }
    return clauses if result["compliant"] else clauses | {"not compliant"}


def ask_pikepdf(file: Path, flavour: str = "2b") -> tuple[str, list[str]]:
    """Return the verdict of ``pikepdf.pdfa`` (pass, fail or not_checked) and what it found."""
    report = pdfa.validate_written(file, flavour)
    return str(report.verdict), [str(finding) for finding in report.findings]
