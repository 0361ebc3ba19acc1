"""What a file was said to be, held against what its bytes are."""

import pytest

from exporters.media_types import contradicts, types_of


@pytest.mark.parametrize(
    ("said", "told", "differs"),
    [
        ("image/jpeg", "image/jpeg", False),
        ("IMAGE/JPG; q=1", "image/jpeg", False),
        ("image/jpeg", "application/pdf", True),
        ("image/png", "image/jpeg", True),
        ("video/mp4", "application/mp4", False),
        ("audio/mp4", "application/mp4", False),
        ("video/mp4", "video/quicktime", True),
        ("audio/wav", "audio/x-wav", False),
        ("image/jpeg", "image/jp2, image/jpeg", False),
        ("application/octet-stream", "application/zip", False),
        ("", "application/zip", False),
        ("image/jpeg", "", False),
        ("text/csv", "text/plain", False),
        ("application/json", "text/plain", False),
        ("image/jpeg", "text/plain", True),
        ("text/plain", "text/html", True),
    ],
)
def test_only_another_format_is_a_contradiction(said: str, told: str, differs: bool) -> None:
    assert contradicts(said, told) == differs


def test_other_names_of_a_type_are_the_same() -> None:
    assert types_of("text/xml; charset=utf-8, application/xml") == {"text/xml", "application/xml"}
    assert types_of("") == types_of(" , ") == frozenset()
