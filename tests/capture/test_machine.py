"""The machine, as the provenance record tells of it."""

import pytest

from archiver.capture.machine import describe_clock, list_fonts


def test_the_clock_is_told_of() -> None:
    told = describe_clock()

    assert told["source"] in {"adjtimex", "unknown"}
    if told["source"] == "adjtimex":
        assert isinstance(told["synchronised"], bool)
        assert told["error_seconds"] >= 0
        assert abs(told["offset_seconds"]) < 3600


def test_the_fonts_are_listed_once_each_and_a_machine_without_fontconfig_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = list_fonts()

    assert found == sorted(set(found))
    list_fonts.cache_clear()
    monkeypatch.setenv("PATH", "")
    assert list_fonts() == []
    list_fonts.cache_clear()
