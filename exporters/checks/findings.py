"""What is wrong with a package: each finding breaks a rule that stands in the data."""

from dataclasses import dataclass

from exporters.checks.rules import Rule, find_check, list_altered

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a package.

    Attributes:
        rule: The requirement's number, such as ``CSIP69``, or a code of our own.
        severity: ``error``, or ``warning`` for what the specification only recommends.
        place: The file, relative to the package.
        message: What should hold and does not, in English.
        detail: What exactly, as the file or the specification has it; never translated.
        swedish: The message in Swedish.
    """

    rule: str
    severity: str
    place: str
    message: str
    detail: str = ""
    swedish: str = ""

    @property
    def is_error(self) -> bool:
        """It is more than a recommendation."""
        return self.severity == ERROR

    @property
    def is_altered(self) -> bool:
        """It says that the bytes are not what they were when the package was made."""
        return self.rule in list_altered()


def finding(number: str, place: str, detail: object = "") -> Finding:
    """Return the finding that a check is broken.

    Args:
        number: The check's, as it stands in the data.
        place: The file, relative to the package.
        detail: What exactly.

    Raises:
        KeyError: There is no check with this number.
    """
    check = find_check(number)
    return Finding(number, check.level, place, check.says, str(detail), check.swedish)


def breach(rule: Rule, place: str, line: int | None) -> Finding:
    """Return the finding that a rule on a METS is broken, at a line of it."""
    where = f"{place}:{line}" if line else place
    return Finding(rule.id, rule.level, where, rule.says, rule.times, rule.swedish)
