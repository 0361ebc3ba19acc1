"""The web archive of a page load: what ``warcio check`` says, and what stays out of it."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.capture.exchanges import Missing
from archiver.capture.warc import Cookie
from tests.capture.web_archives import BEGAN, make_exchange, make_warc, read_warc, warcio_accepts

PAGE = "https://www.example.se/start"


def test_the_same_exchanges_make_the_same_bytes_that_warcio_accepts(tmp_path: Path) -> None:
    one = make_exchange(PAGE, tmp_path / "b", "åäö".encode())
    make_warc(tmp_path / "a.warc.gz", one)
    make_warc(tmp_path / "b.warc.gz", one)

    assert (tmp_path / "a.warc.gz").read_bytes() == (tmp_path / "b.warc.gz").read_bytes()
    assert warcio_accepts(tmp_path / "a.warc.gz")


def test_warcio_sees_a_changed_byte(tmp_path: Path) -> None:
    make_warc(tmp_path / "a.warc.gz", make_exchange(PAGE, tmp_path / "b", b"Hej kommun"))
    plain = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    (tmp_path / "b.warc").write_bytes(plain)
    assert warcio_accepts(tmp_path / "b.warc")

    (tmp_path / "b.warc").write_bytes(plain.replace(b"Hej kommun", b"Hej kommuN"))
    assert not warcio_accepts(tmp_path / "b.warc")


def test_an_answer_is_kept_decoded_with_its_date_server_and_digest(tmp_path: Path) -> None:
    sent = make_exchange(
        PAGE, tmp_path / "b", b"<p>Hej", content_encoding="gzip", content_length="19"
    )
    facts = make_warc(tmp_path / "a.warc.gz", sent)

    info, answer, request = read_warc(tmp_path / "a.warc.gz")
    assert info[0] == "warcinfo"
    assert b"format: WARC File Format 1.1" in info[2]
    assert (answer[0], answer[1]["http"], answer[2]) == ("response", "200", b"<p>Hej")
    assert answer[1]["warc-target-uri"] == PAGE
    assert answer[1]["warc-date"] == f"{sent.at:%Y-%m-%dT%H:%M:%S.%f}Z"
    assert answer[1]["warc-ip-address"] == "192.0.2.1"
    assert answer[1]["warc-payload-digest"].startswith("sha256:")
    assert answer[1]["x-archive-orig-content-encoding"] == "gzip"
    assert answer[1]["x-archive-orig-content-length"] == "19"
    assert "content-encoding" not in answer[1]
    assert (request[0], request[1]["http"]) == ("request", "GET")
    assert request[1]["warc-concurrent-to"] == answer[1]["warc-record-id"]
    assert request[1]["host"] == "www.example.se"
    assert [entry.url for entry in facts.entries] == [PAGE]


@pytest.mark.parametrize(
    ("missing", "cut"),
    [
        (Missing.TOO_LARGE, "length"),
        (Missing.TOTAL, "length"),
        (Missing.REDIRECT, "unspecified"),
        (Missing.UNAVAILABLE, "unspecified"),
    ],
)
def test_what_has_no_body_says_why(tmp_path: Path, missing: Missing, cut: str) -> None:
    lost = replace(make_exchange(PAGE, tmp_path / "b", missing=missing), detail="99 bytes")
    facts = make_warc(tmp_path / "a.warc.gz", lost)

    _info, answer, _request, told = read_warc(tmp_path / "a.warc.gz")
    assert answer[1]["warc-truncated"] == cut
    assert (told[0], told[1]["warc-concurrent-to"]) == ("metadata", answer[1]["warc-record-id"])
    assert told[2] == f"missing: {missing}\r\ndetail: 99 bytes\r\n".encode()
    assert facts.incomplete == {missing: 1}
    assert warcio_accepts(tmp_path / "a.warc.gz")


def test_a_request_that_failed_is_told_of_without_an_answer(tmp_path: Path) -> None:
    facts = make_warc(
        tmp_path / "a.warc.gz", make_exchange(PAGE, tmp_path / "b", missing=Missing.FAILED)
    )

    kinds = [kind for kind, _headers, _content in read_warc(tmp_path / "a.warc.gz")]
    assert kinds == ["warcinfo", "request", "metadata"]
    assert facts.entries == []


def test_secrets_stay_out_of_headers_addresses_and_bodies(tmp_path: Path) -> None:
    token, cookie, session = "hemligt-tal-0123456789", "Kaka%2F4711abc", "sessionen-heter-sa"
    pages = [
        make_exchange(
            f"https://x:losenord-9@www.example.se/?token={token}#access_token={token}",
            tmp_path / "b",
            f"<a href='?token={token}'>Kaka/4711abc</a> Kaka\\/4711abc {session}".encode(),
            set_cookie=f"visitor={cookie}; Path=/",
            authorization=f"Bearer {token}",
            x_csrf_token=token,
            location=f"/start?token={token}",
        ),
        make_exchange(
            PAGE, tmp_path / "b", b'{"fb_dtsg_token": "AbCdEf0123456789"}', cookie=f"v={cookie}"
        ),
    ]
    held = Cookie(name="word", value=session, closed=True)
    facts = make_warc(tmp_path / "a.warc.gz", *pages, cookies=(held,))

    plain = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    for secret in (token, cookie, "Kaka/4711abc", "Kaka\\/4711abc", session, "losenord-9"):
        assert secret.encode() not in plain, secret
    assert b"AbCdEf0123456789" not in plain
    assert b"set-cookie" not in plain.lower()
    assert b"authorization" not in plain.lower()
    assert facts.struck_out == 5
    assert warcio_accepts(tmp_path / "a.warc.gz")


def test_an_address_is_kept_as_the_page_without_its_secrets_asks_for_it(tmp_path: Path) -> None:
    asked = f"{PAGE}?q=a%20b+c&list=1,2&token=hemligt-tal-0123456789&sid=kort&empty"
    page = make_exchange(asked, tmp_path / "b", f'<img src="{asked}">'.encode())
    moved = make_exchange(f"{PAGE}/old", tmp_path / "b", location=asked)
    make_warc(tmp_path / "a.warc.gz", page, moved)

    _info, answer, request, redirect, _request = read_warc(tmp_path / "a.warc.gz")
    struck = asked.replace("hemligt-tal-0123456789", "*" * 22)
    kept = struck.replace("sid=kort", "sid=%5Bborttaget%5D")  # too short to be struck out of texts
    assert answer[2].decode() == f'<img src="{struck}">'
    assert answer[1]["warc-target-uri"] == request[1]["warc-target-uri"] == kept
    assert redirect[1]["location"] == kept


def test_an_ordinary_word_in_a_cookie_stays_on_the_page(tmp_path: Path) -> None:
    page = make_exchange(PAGE, tmp_path / "b", b"Kommunen och kakor", set_cookie="consent=Kommunen")
    held = Cookie(name="consent", value="Kommunen", closed=False)
    facts = make_warc(tmp_path / "a.warc.gz", page, cookies=(held,))

    assert read_warc(tmp_path / "a.warc.gz")[1][2] == b"Kommunen och kakor"
    assert facts.struck_out == 0


def test_a_picture_is_kept_to_the_byte(tmp_path: Path) -> None:
    picture = b"\x89PNG hemligt-tal-0123456789"
    page = make_exchange(
        f"{PAGE}?token=hemligt-tal-0123456789", tmp_path / "b", picture, content_type="image/png"
    )
    make_warc(tmp_path / "a.warc.gz", page)

    assert read_warc(tmp_path / "a.warc.gz")[1][2] == picture


def test_an_odd_header_breaks_nothing(tmp_path: Path) -> None:
    page = make_exchange(PAGE, tmp_path / "b", b"Hej", x_odd="a å\u2028b")
    make_warc(tmp_path / "a.warc.gz", replace(page, at=BEGAN))

    assert warcio_accepts(tmp_path / "a.warc.gz")


def test_what_somebody_typed_is_not_kept_nor_what_repeats_it(tmp_path: Path) -> None:
    page = make_exchange(PAGE, tmp_path / "b", b"You sent mitt-losenord and this-token-0123456789")
    sent = b"user=asa&password=mitt-losenord&x=" + b'{"csrf_token": "this-token-0123456789"}'
    make_warc(tmp_path / "a.warc.gz", replace(page, method="POST", sent=sent))

    plain = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    assert b"mitt-losenord" not in plain
    assert b"this-token-0123456789" not in plain
    assert b"user=asa" not in plain
