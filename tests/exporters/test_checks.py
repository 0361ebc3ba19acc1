"""Our own check finds every kind of harm: one broken package per family of rules."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from diarium.errors import UsageError
from exporters.checks.package_checks import check_package
from exporters.checks.rules import list_altered

ROOT = "METS.xml"
PDF = "representations/snapshots/data/fb-kommunen_2026-H1_1.pdf"
SNAPSHOTS = "representations/snapshots/METS.xml"
DIARIUM = "representations/diarium/METS.xml"


def edit(package: Path, place: str, old: str, new: str) -> None:
    """Replace text in a file by a pattern; the pattern must be there."""
    path = package / place
    text = path.read_text(encoding="utf-8")
    changed, times = re.subn(old, new, text, count=1, flags=re.DOTALL)
    assert times == 1, old
    path.write_text(changed, encoding="utf-8")


def rules_broken(package: Path) -> set[str]:
    return {each.rule for each in check_package(package) if each.severity == "error"}


def test_one_flipped_bit_in_any_file_is_found_and_named(package: Path) -> None:
    files = [path for path in sorted(package.rglob("*")) if path.is_file()]
    for path in files:
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        found = check_package(package)
        assert found, path
        if path.name != ROOT or path.parent != package:
            place = path.relative_to(package).as_posix()
            assert place in {each.place for each in found if each.rule in list_altered()}
        path.write_bytes(whole)
    assert check_package(package) == []


def test_a_missing_file_is_found_and_named(package: Path) -> None:
    (package / PDF).unlink()
    assert [(e.rule, e.place) for e in check_package(package)] == [
        ("FILE-MISSING", PDF),
        ("COUNT-SNAPSHOTS", "documentation/las_mig.txt"),
    ]


def test_an_extra_file_is_found_and_named(package: Path) -> None:
    extra = package / "representations/snapshots/data/extra.txt"
    extra.write_text("x", encoding="utf-8")
    found = check_package(package)
    assert [(e.rule, e.place) for e in found] == [
        ("FILE-UNDECLARED", "representations/snapshots/data/extra.txt")
    ]


def test_a_longer_file_is_found_by_size_and_checksum(package: Path) -> None:
    with (package / PDF).open("ab") as stream:
        stream.write(b"x")
    assert rules_broken(package) == {"FILE-SIZE", "FILE-CHECKSUM"}


def test_a_representation_without_its_mets_is_found(package: Path) -> None:
    (package / SNAPSHOTS).unlink()
    assert {"FILE-MISSING", "FILE-UNDECLARED"} <= rules_broken(package)


BREACHES: dict[str, tuple[str, str, str]] = {
    "CSIP1": (SNAPSHOTS, ' OBJID="[^"]*"', ""),
    "CSIP2": (ROOT, ' TYPE="Mixed"', ""),
    "CSIP7": (ROOT, ' CREATEDATE="[^"]*"', ""),
    "CSIP9": (ROOT, ' csip:OAISPACKAGETYPE="SIP"', ""),
    "CSIP10": (ROOT, ' OTHERTYPE="SOFTWARE"', ""),
    "CSIP12": (ROOT, ' TYPE="OTHER" OTHERTYPE', ' TYPE="ORGANIZATION" OTHERTYPE'),
    "CSIP16": (ROOT, ' csip:NOTETYPE="SOFTWARE VERSION"', ""),
    "CSIP33": (ROOT, '<digiprovMD ID="[^"]*"', "<digiprovMD"),
    "CSIP36": (ROOT, 'LOCTYPE="URL"', 'LOCTYPE="URN"'),
    "CSIP39": (ROOT, ' MDTYPE="PREMIS"', ""),
    "CSIP59": (DIARIUM, '<fileSec ID="[^"]*"', "<fileSec"),
    "CSIP60": (ROOT, 'USE="Documentation"', 'USE="Papper"'),
    "CSIP64": (DIARIUM, ' USE="Data"', ""),
    "CSIP67": (DIARIUM, '<file ID="[^"]*"', "<file"),
    "CSIP68": (DIARIUM, '(<file [^>]*) MIMETYPE="[^"]*"', r"\1"),
    "CSIP70": (DIARIUM, '(<file [^>]*) CREATED="[^"]*"', r"\1"),
    "CSIP72": (DIARIUM, '(<file [^>]*) CHECKSUMTYPE="[^"]*"', r"\1"),
    "CSIP76": (DIARIUM, "<FLocat[^>]*></FLocat>", ""),
    "CSIP78": (DIARIUM, '(<FLocat [^>]*) xlink:type="simple"', r"\1"),
    "CSIP80": (DIARIUM, "<structMap.*</structMap>", ""),
    "CSIP82": (ROOT, 'LABEL="CSIP"', 'LABEL="csip"'),
    "CSIP88": (DIARIUM, 'LABEL="Metadata"', 'LABEL="Uppgifter"'),
    "CSIP94": (ROOT, '<div ID="[^"]*" LABEL="Documentation"', '<div LABEL="Documentation"'),
    "CSIP107": (ROOT, ' LABEL="Documentation"', ""),
    "CSIP109": (ROOT, "<mptr[^>]*></mptr>", ""),
    "CSIP111": (ROOT, '(<mptr [^>]*) xlink:type="simple"', r"\1"),
    "SIP2": (ROOT, "E-ARK-SIP-v2-2-0", "E-ARK-SIP-v3"),
    "SIP4": (ROOT, 'OAISPACKAGETYPE="SIP"', 'OAISPACKAGETYPE="AIP"'),
    "SIP11": (ROOT, 'ROLE="ARCHIVIST" TYPE="ORGANIZATION"', 'ROLE="ARCHIVIST" TYPE="OTHER"'),
    "SIP15": (ROOT, 'ROLE="CREATOR" TYPE="ORGANIZATION"', 'ROLE="EDITOR" TYPE="ORGANIZATION"'),
    "SIP20": (ROOT, '(ROLE="CREATOR" TYPE="ORG.*?) csip:NOTETYPE="IDENT[A-Z]*"', r"\1"),
    "SIP28": (ROOT, 'ROLE="PRESERVATION" TYPE="ORGANIZATION"', 'ROLE="PRESERVATION" TYPE="OTHER"'),
    "REFERENCE": (ROOT, ' ADMID="[^"]*"', ' ADMID="uuid-none"'),
    "ERMS": ("representations/diarium/data/ERMS.xml", ' path="ks', ' path="../x'),
    "CHECKSUM-TYPE": (SNAPSHOTS, 'CHECKSUMTYPE="SHA-256"', 'CHECKSUMTYPE="MD5"'),
    "HREF": (SNAPSHOTS, 'href="data/', 'href="../../../data/'),
    "FILE-MISSING": (SNAPSHOTS, 'href="data/', 'href="date/'),
    "FILE-TWICE": (SNAPSHOTS, "(<file .*?</file>)", r"\1\1"),
    "XML": (SNAPSHOTS, "</mets>", ""),
}


@pytest.mark.parametrize(("rule", "harm"), BREACHES.items(), ids=BREACHES)
def test_a_breach_is_found_under_its_own_number(
    package: Path, rule: str, harm: tuple[str, str, str]
) -> None:
    edit(package, *harm)
    assert rule in rules_broken(package)


@pytest.mark.parametrize(
    "href",
    [
        "file:///etc/passwd",
        "https://example.org/x",
        "/etc/passwd",
        "//example.org/x",
        "..%2F..%2F..%2Fx",
        "data\\\\x",
        "http://[",
        "",
    ],
)
def test_an_address_out_of_the_package_is_refused_and_not_followed(
    package: Path, href: str
) -> None:
    edit(package, SNAPSHOTS, 'href="data/[^"]*"', f'href="{href}"')
    assert "HREF" in rules_broken(package)


HOSTILE: dict[str, Callable[[str], str]] = {
    "entities that grow": lambda text: text.replace(
        "<mets ", '<!DOCTYPE mets [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<mets ', 1
    ),
    "a file from outside": lambda text: text.replace(
        "<mets ", '<!DOCTYPE mets [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<mets ', 1
    ),
    "a DTD on the network": lambda text: text.replace(
        "<mets ", '<!DOCTYPE mets SYSTEM "http://127.0.0.1:9/x.dtd">\n<mets ', 1
    ),
    "no METS at all": lambda _: "<html/>",
    "nothing": lambda _: "",
    "deep nesting": lambda _: "<a>" * 100_000,
}


@pytest.mark.parametrize("harm", HOSTILE.values(), ids=HOSTILE)
def test_hostile_xml_is_one_finding_and_no_crash(package: Path, harm: Callable[[str], str]) -> None:
    path = package / ROOT
    path.write_text(harm(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = [each for each in check_package(package) if each.rule == "XML"]
    assert [each.place for each in found] == [ROOT]


def test_a_link_on_the_disk_is_a_finding_and_is_not_followed(package: Path) -> None:
    target = package / PDF
    target.rename(package.parent / "outside.pdf")
    target.symlink_to(package.parent / "outside.pdf")
    assert {"NOT-A-FILE", "FILE-MISSING"} <= rules_broken(package)


def test_a_pipe_is_a_finding_and_is_not_opened(package: Path) -> None:
    os.mkfifo(package / "representations/pipe")
    assert rules_broken(package) == {"NOT-A-FILE"}


def test_a_file_whose_name_is_no_utf_8_is_told_as_text(package: Path) -> None:
    place = os.fsencode(package / "representations") + b"/\xff.txt"
    with open(place, "wb") as stream:  # noqa: PTH123  a path of bytes
        stream.write(b"x")
    (found,) = check_package(package)
    assert (found.rule, found.place) == ("NAME-UNSAFE", "representations/\\udcff.txt")
    assert found.place.encode()


def test_a_checksum_changed_in_premis_alone_is_found(package: Path) -> None:
    place = "representations/snapshots/metadata/preservation/PREMIS.xml"
    edit(package, place, "<messageDigest>.", "<messageDigest>x")
    assert "PREMIS" in rules_broken(package)


def test_a_renamed_package_is_a_warning_and_no_error(package: Path) -> None:
    renamed = package.rename(package.parent / "annat-namn")
    assert [(e.rule, e.severity) for e in check_package(renamed)] == [("CSIPSTR2", "warning")]


def test_a_folder_without_mets_is_no_package(tmp_path: Path) -> None:
    assert [each.rule for each in check_package(tmp_path)] == ["CSIPSTR4"]


def test_a_place_that_is_no_folder_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no package"):
        check_package(tmp_path / "finns-inte")
