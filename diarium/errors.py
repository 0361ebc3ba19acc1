"""What can go wrong, each with the exit code of the command's contract (docs/exit-codes.md).

A message is one English sentence or two: what happened, then what to do next. It may name fields
in braces; the command translates the message first and fills the fields in after, so the same
message serves every language.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the command."""

    OK = 0
    FOUND_WRONG = 1
    USAGE = 2
    SETTINGS = 3
    CAPTURE_FAILED = 4
    CAPTURE_PARTIAL = 5
    REFUSED = 6
    ALTERED = 7
    INVALID_PACKAGE = 8
    TOOL_MISSING = 9
    STORAGE = 10
    INTERRUPTED = 130


class Error(Exception):
    """Something that stops a command, told in one line.

    Attributes:
        message: The untranslated message, with named fields in braces.
        fields: Values for the fields.
    """

    exit_code = ExitCode.FOUND_WRONG

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    def __str__(self) -> str:
        """Return the message in English, its fields filled in."""
        return self.message.format(**self.fields)


class UsageError(Error):
    """The command was asked for something that cannot be meant, such as an unknown account."""

    exit_code = ExitCode.USAGE


class SettingsError(Error):
    """The settings file is missing, unreadable or says something impossible."""

    exit_code = ExitCode.SETTINGS


class CaptureError(Error):
    """A start page could not be captured."""

    exit_code = ExitCode.CAPTURE_FAILED


class RefusedError(Error):
    """A rule of the register refuses, or the target already exists."""

    exit_code = ExitCode.REFUSED


class AlteredError(Error):
    """Bytes or chain are not what they were."""

    exit_code = ExitCode.ALTERED


class PackageError(Error):
    """A package breaks its specification."""

    exit_code = ExitCode.INVALID_PACKAGE


class ToolError(Error):
    """A needed tool, such as a browser, is missing or does not start."""

    exit_code = ExitCode.TOOL_MISSING


class StorageError(Error):
    """Storage is full or cannot be reached."""

    exit_code = ExitCode.STORAGE
