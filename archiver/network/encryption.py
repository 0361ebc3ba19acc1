"""How a talk with a mail server is encrypted."""

from enum import StrEnum


class Encryption(StrEnum):
    """From its beginning, by STARTTLS before anything is told, or not at all."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"
