"""Secrets stay out of the evidence."""

import pytest

from archiver.capture.redact import redact_address, redact_headers


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.se/a?b=c#d", "https://example.se/a?b=c#d"),
        ("https://u:p@example.se/", "https://example.se/"),
        ("https://example.se/?q=%C3%A5&x", "https://example.se/?q=%C3%A5&x"),
    ],
)
def test_an_address_is_kept_but_for_its_login(url: str, kept: str) -> None:
    assert redact_address(url) == kept


@pytest.mark.parametrize("name", ["token", "access_token", "PHPSESSID", "sid", "code", "api_key"])
def test_values_that_look_like_secrets_are_taken_out(name: str) -> None:
    kept = redact_address(f"https://example.se/?a=1&{name}=hemligt#{name}=hemligt")

    assert "hemligt" not in kept
    assert "a=1" in kept


def test_headers_with_cookies_and_logins_are_dropped() -> None:
    headers = [
        ("Server", "nginx"), ("Set-Cookie", "a=hemligt"), ("X-CSRF-Token", "hemligt"),
        ("WWW-Authenticate", "Basic"), ("Location", "/x?token=hemligt"), ("Proxy-Status", "x"),
    ]  # fmt: skip

    kept = redact_headers(headers)

    assert [name for name, _ in kept] == ["server", "location"]
    assert "hemligt" not in str(kept)


def test_the_header_of_a_login_goes_and_the_author_stays() -> None:
    said = [("Authorization", "Bearer hemligt"), ("Author", "Åsa"), ("X-Authority", "SKR")]

    assert redact_headers(said) == [("author", "Åsa"), ("x-authority", "SKR")]


def test_what_is_no_address_goes_whole() -> None:
    assert redact_address("http://[nej?token=hemligt") == "[borttaget]"
