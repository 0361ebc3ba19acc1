"""Timestamps of RFC 3161: asking an authority for one, and judging what it answers.

A token says that its authority saw a checksum at a moment. It is worth as much as the signature,
which must lead to a root certificate that the municipality trusts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from archiver.network.addresses import read_networks
from archiver.network.post import Post, post
from archiver.timestamp_settings import TimestampSettings
from diarium.errors import SettingsError

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
UNREADABLE, REFUSED = "unreadable-token", "refused"
OTHER_IMPRINT, OTHER_NONCE, UNTRUSTED = "other-imprint", "other-nonce", "untrusted"
SHA256_OID = "2.16.840.1.101.3.4.2.1"


class TokenError(Exception):
    """A token proves nothing; ``trouble`` is a code that says why."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Token:
    """A token that stood the test.

    Attributes:
        content: The authority's answer, as it came.
        time: When the authority saw the checksum.
        root: The root certificate its signature leads to; none if none was configured.
    """

    content: bytes
    time: datetime
    root: Certificate | None


def ask_authority(
    url: str, content: bytes, settings: TimestampSettings, roots: Sequence[Certificate]
) -> Token:
    """Have an authority vouch for some bytes; only their checksum is sent.

    Raises:
        ExchangeError: It gives no answer.
        TokenError: Its answer proves nothing.
    """
    request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    wish = Post(
        url=url,
        content=request.as_bytes(),
        media_type=QUERY,
        answer_type=REPLY,
        allowed=read_networks(settings.allow_private_addresses),
        seconds=settings.seconds,
    )
    answer = post(wish)
    return judge_token(answer, request.message_imprint.message, roots, request)


def judge_token(
    answer: bytes,
    imprint: bytes,
    roots: Sequence[Certificate],
    request: TimeStampRequest | None = None,
) -> Token:
    """Judge an authority's answer without asking anybody.

    Args:
        answer: The answer, in DER.
        imprint: The SHA-256 it must vouch for.
        roots: The root certificates to trust; with none the signature is not judged.
        request: What was asked for, if it is known.

    Raises:
        TokenError: It cannot be read, refuses, vouches for something else, or its signature leads
            to none of the roots.
    """
    response = _read(answer)
    told = response.tst_info
    hashed = told.message_imprint
    if (hashed.hash_algorithm.dotted_string, hashed.message) != (SHA256_OID, imprint):
        raise TokenError(OTHER_IMPRINT)
    if request is not None and told.nonce != request.nonce:
        raise TokenError(OTHER_NONCE)
    root = next((each for each in roots if _leads_to(response, imprint, each)), None)
    if roots and root is None:
        raise TokenError(UNTRUSTED)
    return Token(answer, told.gen_time, root)


def _read(answer: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(answer)
        status = PKIStatus(response.status)
    except ValueError as error:
        raise TokenError(UNREADABLE) from error
    if status is not PKIStatus.GRANTED:
        raise TokenError(REFUSED)
    return response


def _leads_to(response: TimeStampResponse, imprint: bytes, root: Certificate) -> bool:
    try:
        return VerifierBuilder().add_root_certificate(root).build().verify(response, imprint)
    except (VerificationError, ValueError):
        return False


def read_roots(paths: Sequence[Path]) -> list[Certificate]:
    """Return the certificates of PEM files.

    Raises:
        SettingsError: A file cannot be read or holds no certificate.
    """
    return [certificate for path in paths for certificate in _read_roots(path)]


def _read_roots(path: Path) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(
            "the certificate {file} named by timestamp.certificates cannot be read; give a PEM "
            "file",
            file=path,
        ) from error
