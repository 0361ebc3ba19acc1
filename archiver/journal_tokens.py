"""Timestamps of the journal's head: asked for when a package is made, and judged again.

In a package each token lies beside a file with what it vouches for, the number and the hash of an
entry, and the root certificate that its signature leads to. The extract's chain, which
``exporters.checks.journal_extract`` proves, must hold that entry with that hash.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificates

from archiver.network.exchange import ExchangeError
from archiver.timestamp_settings import TimestampSettings
from archiver.timestamp_tokens import (
    REPLY,
    UNTRUSTED,
    Token,
    TokenError,
    ask_authority,
    judge_token,
    read_roots,
)
from archiver.timestamps import PEM
from diarium.database import reading, writing
from diarium.errors import AlteredError
from diarium.files import FileStore
from diarium.journal_extract import Head, read_head
from diarium.journal_stamps import (
    HeadAnswer,
    HeadFile,
    list_head_files,
    list_vouching,
    record_answers,
)
from diarium.records import Fault
from diarium.timestamps import ROLE
from exporters.checks.findings import Finding, finding
from exporters.checks.package_tree import PackageTree
from exporters.packages.package_model import MadeFile

if TYPE_CHECKING:
    from sqlalchemy import Engine

_TOKEN = re.compile(r"(?:.+/)?(tidsstampel-\d+)-\d+\.tsr")
_LARGEST = 1 << 20


def stamp_head(
    engine: "Engine",
    files: FileStore,
    settings: TimestampSettings,
    created: datetime,
    by: str,
    now: datetime,
) -> tuple[HeadAnswer, ...]:
    """Have each authority vouch for the journal's head, unless it has done so already.

    An authority that does not answer, or answers wrong, stops nothing: that too is noted.

    Args:
        engine: The register.
        files: The kept files.
        settings: Which authorities are asked.
        created: When the package is said to be made; the head is the last entry before.
        by: Who has it done.
        now: When it is noted.

    Returns:
        What each that was asked answered.

    Raises:
        SettingsError: A certificate cannot be read.
    """
    with reading(engine) as session:
        head = read_head(session, created)
        asked = list_vouching(session, head.seq)
    left = [url for url in settings.authorities if url not in asked]
    roots = read_roots(settings.certificates)
    answers = tuple(_ask(url, head, files, settings, roots) for url in left if head.seq)
    if answers:
        with writing(engine) as session:
            record_answers(session, head, answers, (REPLY, PEM), by, now)
    return answers


def _ask(
    url: str,
    head: Head,
    files: FileStore,
    settings: TimestampSettings,
    roots: Sequence[Certificate],
) -> HeadAnswer:
    imprint = hashlib.sha256(head.statement).hexdigest()
    try:
        token = ask_authority(url, head.statement, settings, roots)
    except (ExchangeError, TokenError) as error:
        return HeadAnswer(authority=url, imprint=imprint, trouble=error.trouble)
    return _keep(url, imprint, token, files)


def _keep(url: str, imprint: str, token: Token, files: FileStore) -> HeadAnswer:
    pem = token.root.public_bytes(Encoding.PEM) if token.root else None
    return HeadAnswer(
        authority=url, imprint=imprint, time=token.time, token=files.keep_bytes(token.content),
        root=files.keep_bytes(pem) if pem else None,
    )  # fmt: skip


def token_files(engine: "Engine", files: FileStore, last: int) -> tuple[MadeFile, ...]:
    """Return the tokens of all heads up to an entry, with what they vouch for and their roots.

    Raises:
        AlteredError: A kept token is not what it was.
    """
    with reading(engine) as session:
        found = list_head_files(session, last)
    made = dict[str, MadeFile]()
    for number, each in enumerate(found, start=1):
        stem = f"data/tidsstampel-{each.head.seq}"
        made[f"{stem}.txt"] = MadeFile(
            path=f"{stem}.txt", media_type="text/plain", content=each.head.statement,
            puid="x-fmt/111", about="En journalposts nummer och hash, som tidsstämpeln gäller",
        )  # fmt: skip
        path, kind = _name(stem, number, each)
        about = "Tidsstämpel (RFC 3161)" if each.role == ROLE else "Rotcertifikat till den"
        content = files.read(each.sha256)
        made[path] = MadeFile(path=path, media_type=kind, content=content, about=about)
    return tuple(made.values())


def _name(stem: str, number: int, file: HeadFile) -> tuple[str, str]:
    """Return the path of a token, or of the root that was noted right after it."""
    if file.role == ROLE:
        return f"{stem}-{number}.tsr", REPLY
    return f"{stem}-{number - 1}.pem", PEM


def check_heads(
    engine: "Engine", files: FileStore, settings: TimestampSettings
) -> tuple[list[Fault], int]:
    """Judge every kept token of a head again, asking nobody.

    Returns:
        What is wrong, and how many tokens lead to a trusted root.

    Raises:
        SettingsError: A certificate cannot be read.
    """
    trusted = read_roots(settings.certificates)
    with reading(engine) as session:
        found = list_head_files(session)
    kept = {(each.head.seq, each.authority): each for each in found if each.role != ROLE}
    faults, verified = list[Fault](), 0
    for each in (each for each in found if each.role == ROLE):
        beside = kept.get((each.head.seq, each.authority))
        try:
            roots = trusted or _load(files.read(beside.sha256) if beside else b"")
            judge_token(files.read(each.sha256), _imprint(each.head.statement), roots)
            verified += bool(roots)
        except AlteredError:
            continue  # the check of the files tells of it
        except TokenError:
            place = f"journal {each.head.seq} {each.authority}"
            faults.append(Fault("timestamp-untrusted", place, _UNTRUSTED))
    return faults, verified


_UNTRUSTED = "the timestamp cannot be read, or its signature leads to no trusted certificate"


def check_tokens(tree: PackageTree) -> Iterator[Finding]:
    """Judge every token of a head in a package, which may be hostile; nobody is asked."""
    for path in tree.paths:
        named = _TOKEN.fullmatch(path)
        if named is None:
            continue
        told = posixpath.join(posixpath.dirname(path), f"{named[1]}.txt")
        root = f"{path.removesuffix('.tsr')}.pem"
        statement = tree.read(told, _LARGEST) if told in tree else b""
        roots = _load(tree.read(root, _LARGEST)) if root in tree else []
        if root in tree and not roots:
            yield finding("CHAIN-TOKEN", root, UNTRUSTED)
            continue
        try:
            judge_token(tree.read(path, _LARGEST), _imprint(statement), roots)
        except TokenError as error:
            yield finding("CHAIN-TOKEN", path, error.trouble)


def _load(content: bytes) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(content)
    except ValueError:
        return []


def _imprint(statement: bytes) -> bytes:
    return hashlib.sha256(statement).digest()
