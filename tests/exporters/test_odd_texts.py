"""Packages of every profile from texts and file names that nobody would choose."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from diarium.arende_records import Arende, Handling, Note, Sekretess
from diarium.masked_versions import MaskedVersion
from diarium.records import Account, Namnd
from exporters.checks.package_checks import check_package
from exporters.packages.contents import PackageContents
from exporters.packages.planning import plan_delivery
from exporters.packages.profiles import load_profile
from tests.exporters.building import ALL, write
from tests.exporters.records import KEPT_AT, Records, arende, contents, snapshot

ODD = "a\x00\x0b\x1b[31m\ufffe\u202e]]><b>&amp;\u2028\r\nå\u0308 \U0001f6dd " + "=cmd()"
NAMES = (
    "CON", "..", "../../etc/passwd", "å" * 300, "\U0001f6dd" * 300 + ".pdf", "a\x00b\u202efdp.exe",
    "x" * 300, "%2e%2e%2f", "AUX.txt", "a:b*c?d|e<f>g", "-rf", "CON", "con",
)  # fmt: skip
PROFILES = ("eark-2.2", "fgs-2.0", "fgs-1.2", "bagit")


def odd_handling(records: Records, handling: Handling) -> Handling:
    files = tuple(
        records.keep(f"{handling.id} {number}".encode(), "application/pdf", name, "attachment")
        for number, name in enumerate(NAMES)
    )
    return replace(
        handling, kind=ODD, sender_public=ODD, subject_public=ODD, registered_by=ODD, files=files,
        makulerad=Note(why=ODD, at=KEPT_AT, by=ODD),
    )  # fmt: skip


def odd_arende(records: Records) -> Arende:
    whole = arende(records)
    first, second, secret = (odd_handling(records, each) for each in whole.handlingar)
    hidden = Sekretess(provision=f"OSL 26 kap. 1 § {ODD}", date=date(2026, 5, 4), authority=ODD)
    secret = replace(secret, sender_protected=ODD, subject_protected=ODD, sekretess=hidden)
    return replace(
        whole, mening_public=ODD, mening_protected=ODD, opened_by=ODD, closed_by=ODD,
        classification=ODD, handlingar=(first, second, secret),
    )  # fmt: skip


@pytest.fixture
def odd(records: Records) -> PackageContents:
    """Return contents in which every text that a person wrote is odd."""
    copy = records.keep(b"%PDF maskerad", "application/pdf", ODD, "masked")
    version = MaskedVersion(request="KS-U1", provision=ODD, file=copy, at=KEPT_AT, by=ODD)
    account = Account(
        account="ks-x", version=1, namnd="KS", platform=ODD, url=ODD, handle=ODD, name=ODD,
        forvaltning=ODD, ansvarig=ODD, syfte=ODD, malgrupp=ODD, official=True, open=True,
        chronological=True, opened=date(2026, 1, 1), closed=None, closed_reason=None, at=KEPT_AT,
        by=ODD,
    )  # fmt: skip
    seen = replace(snapshot(records), reason=ODD, url_asked=ODD, url_reached=ODD, by=ODD)
    return contents(
        records, arenden=(odd_arende(records),), masked={1: (version,)}, accounts=(account,),
        snapshots=(seen,), kommun=ODD, archive=ODD, agreement=ODD,
        namnd=Namnd(code="KS", name=ODD, orgnr="212000-0001", series="KS"),
    )  # fmt: skip


@pytest.mark.parametrize("include_protected", [False, True])
@pytest.mark.parametrize("profile", PROFILES)
def test_odd_texts_and_names_make_a_right_package(
    records: Records, odd: PackageContents, tmp_path: Path, profile: str, *, include_protected: bool
) -> None:
    whole = replace(odd, include_protected=include_protected)
    for model in plan_delivery(whole, load_profile(profile), ALL):
        package = write(records, tmp_path / "ut", model)
        assert check_package(package) == []
        paths = [each.relative_to(package).as_posix() for each in package.rglob("*")]
        assert len({each.casefold() for each in paths}) == len(paths)
        for path in paths:
            assert path.isascii()
            assert path.isprintable()
            assert len(path) < 200
        for file in package.rglob("*.xml"):
            assert etree.parse(file).getroot() is not None
