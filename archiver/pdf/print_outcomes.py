"""What comes of a printing, told without loading what prints."""

from enum import StrEnum


class Judgement(StrEnum):
    """What the judge says; it leaves open what it does not know, such as coloured emoji."""

    PASSED = "pass"
    FAILED = "fail"
    LEFT_OPEN = "not_checked"


class UndrawnError(Exception):
    """Pictures in a document cannot be drawn.

    Attributes:
        pictures: Which ones, counted from 0 in the order of the document.
    """

    def __init__(self, pictures: tuple[int, ...]) -> None:
        super().__init__(f"pictures that cannot be drawn: {pictures}")
        self.pictures = pictures
