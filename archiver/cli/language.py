"""The language on the screen: Swedish or English, chosen before any text is made."""

import contextlib
import gettext
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = ("sv", "en")


def use_language(arguments: list[str]) -> None:
    """Choose the language of the settings file, or else of the locale, for all texts.

    click translates its own texts through the same catalogue, which is the process's default
    domain; that is why the choice is made through the environment.
    """
    language = _settings_language(arguments)
    if language:
        os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("archiver", LOCALE)
    gettext.textdomain("archiver")


def speaks_swedish() -> bool:
    """Say whether texts come in Swedish now."""
    return gettext.find("archiver", LOCALE) is not None


@contextlib.contextmanager
def in_swedish() -> Iterator[None]:
    """Have all texts in Swedish, whatever the screen's language: what is published always is."""
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = "sv"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def _settings_language(arguments: list[str]) -> str | None:
    """Return the language of the settings file that will be used; errors are told later."""
    try:
        text = _settings_file(arguments).read_text(encoding="utf-8-sig")
        language = tomllib.loads(text).get("language")
    except (OSError, ValueError):
        return None
    return language if language in LANGUAGES else None


def _settings_file(arguments: list[str]) -> Path:
    for position, argument in enumerate(arguments):
        if argument == "--config" and position + 1 < len(arguments):
            return Path(arguments[position + 1])
        if argument.startswith("--config="):
            return Path(argument.removeprefix("--config="))
    return Path(os.environ.get("ARCHIVER_CONFIG") or "archiver.toml")
