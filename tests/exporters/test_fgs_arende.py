"""FGS Ärendehantering 1.0: what is told of ärenden and handlingar, and in which form."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from diarium.arende_records import (
    Arende,
    ArendeStatus,
    Cause,
    Correction,
    Direction,
    Note,
    StatusChange,
)
from diarium.masked_versions import MaskedVersion
from diarium.records import Gallrad
from diarium.utlamnande_steps import MASKED
from exporters.namespaces import FGS_ERMS
from exporters.packages.contents import PackageContents
from exporters.packages.fgs_arende import LARGEST_INT, local_time, write_fgs_arenden
from exporters.packages.package_files import PackageFile
from exporters.packages.package_model import ContentKind
from tests.exporters.models import build, model_of
from tests.exporters.records import KEPT_AT, Records, arende, contents, handling

A = f"{{{FGS_ERMS}}}"


def written(records: Records, folder: Path, some: PackageContents) -> etree._Element:
    """Build a package of ärenden and read the file of them."""
    package, _manifest = build(model_of(some, "fgs-1.2", ContentKind.DIARIUM), records, folder)
    return etree.parse(package / "Content/diarium/FGS-ERMS.xml").getroot()


def handlingar(root: etree._Element) -> list[etree._Element]:
    """Return the handlingar."""
    return list(root.iter(f"{A}ArkivobjektHandling"))


def names(element: etree._Element) -> list[str]:
    """Return the local names of an element's children."""
    return [etree.QName(each).localname for each in element]


def texts(element: etree._Element) -> dict[str, str | None]:
    """Return what an element's children say, by their local name."""
    return {etree.QName(each).localname: each.text for each in element}


def own(element: etree._Element) -> dict[str, str | None]:
    """Return the elements of our own."""
    return {
        str(each.get("Namn")): each.findtext(f"{A}Varde")
        for each in element.iter(f"{A}EgetElement")
    }


def test_an_arende_is_told_in_the_order_that_the_schema_demands(
    records: Records, tmp_path: Path
) -> None:
    some = contents(records, arenden=(replace(arende(records), classification="1.2.3"),))
    (told,) = written(records, tmp_path / "out", some).iter(f"{A}ArkivobjektArende")
    assert names(told) == [
        "ArkivobjektID", "Avslutat", "Agent", "Agent", "Klass", "Skapad", "Inkommen",
        "StatusArande", "Arendemening", "ArkivobjektListaHandlingar",
    ]  # fmt: skip
    said = texts(told)
    assert said["ArkivobjektID"] == "KS/2026:1"
    assert said["Klass"] == "1.2.3"
    assert said["StatusArande"] == "Stängt"
    assert said["Arendemening"] == "Lekplatsen \N{REPLACEMENT CHARACTER} i parken"
    assert [each.findtext(f"{A}Roll") for each in told.iterfind(f"{A}Agent")] == [
        "Öppnade ärendet",
        "Avslutade ärendet",
    ]


def test_moments_are_told_in_swedish_time_without_a_zone(records: Records, tmp_path: Path) -> None:
    (told,) = written(records, tmp_path / "out", contents(records)).iter(f"{A}ArkivobjektArende")
    assert told.findtext(f"{A}Skapad") == "2026-06-30T23:05:00"
    assert told.findtext(f"{A}Inkommen") == "2026-06-30T23:05:00"
    assert local_time(datetime(2026, 1, 31, 23, 30, tzinfo=UTC)) == "2026-02-01T00:30:00"
    assert local_time(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "2026-10-25T02:30:00"
    assert local_time(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25T02:30:00"


def test_what_came_in_and_what_went_out_are_told_by_their_own_elements(
    records: Records, tmp_path: Path
) -> None:
    root = written(records, tmp_path / "out", contents(records))
    incoming, outgoing, _secret = handlingar(root)
    assert incoming.findtext(f"{A}Avsandare/{A}Namn") == "Åsa <Å>"
    assert incoming.findtext(f"{A}Inkommen") == "2026-06-30T23:05:00"
    assert incoming.findtext(f"{A}StatusHandling") == "Inkommen"
    assert incoming.find(f"{A}Expedierad") is None
    assert outgoing.findtext(f"{A}Mottagare/{A}Namn") == "Åsa <Å>"
    assert outgoing.findtext(f"{A}Expedierad") == "2026-06-30T23:05:00"
    assert outgoing.findtext(f"{A}StatusHandling") == "Expedierad"
    assert outgoing.find(f"{A}Inkommen") is None
    assert [each.findtext(f"{A}Lopnummer") for each in handlingar(root)] == ["1", "2", "3"]
    assert own(incoming) == {"Tillgänglig": "2026-06-30T23:05:00"}


def test_what_was_drawn_up_says_when(records: Records, tmp_path: Path) -> None:
    note = replace(handling(1, ()), direction=Direction.INTERNAL, kind="anteckning")
    some = contents(records, arenden=(replace(arende(records), handlingar=(note,)),))
    root = written(records, tmp_path / "out", some)
    (told,) = handlingar(root)
    assert told.findtext(f"{A}Upprattad") == "2026-06-30T23:05:00"
    assert told.findtext(f"{A}StatusHandling") == "Upprättad"
    assert next(root.iter(f"{A}ArkivobjektArende")).find(f"{A}Inkommen") is None


def test_a_file_is_told_with_its_name_its_place_and_its_checksum(
    records: Records, tmp_path: Path
) -> None:
    some = contents(records)
    package, _manifest = build(model_of(some, "fgs-1.2", ContentKind.DIARIUM), records, tmp_path)
    root = etree.parse(package / "Content/diarium/FGS-ERMS.xml").getroot()
    bilagor = list(root.iter(f"{A}Bilaga"))
    assert len(bilagor) == 4
    cut = bilagor[0]
    place = package / str(cut.get("Lank"))
    assert cut.get("Namn") == "brev.mbox"
    assert cut.get("Storlek") == str(place.stat().st_size)
    assert cut.get("Checksumma") == _sha256(place)
    assert cut.get("ChecksummaMetod") == "SHA-256"
    assert cut.get("Mimetyp") == "message/rfc822"
    assert all((package / str(each.get("Lank"))).is_file() for each in bilagor)


def test_a_file_larger_than_the_format_can_say_has_no_size(
    records: Records, tmp_path: Path
) -> None:
    some = contents(records)
    path = "data/ks_2026_1-1_1.mbox"
    lying = {
        path: PackageFile(
            path="Content/x", size=LARGEST_INT + 1, sha256="0" * 64, media_type="video/mp4",
            created=KEPT_AT, name="film",
        )
    }  # fmt: skip
    write_fgs_arenden(some, lying, tmp_path / "a.xml")
    (bilaga,) = etree.parse(tmp_path / "a.xml").iter(f"{A}Bilaga")
    assert bilaga.get("Storlek") is None
    assert bilaga.get("Checksumma") == "0" * 64


def test_a_protected_handling_is_told_by_its_public_forms_and_its_provision(
    records: Records, tmp_path: Path
) -> None:
    root = written(records, tmp_path / "out", contents(records))
    secret = handlingar(root)[2]
    assert secret.findtext(f"{A}Rubrik") == "Anmälan"
    assert secret.findtext(f"{A}Avsandare/{A}Namn") == "(skyddad)"
    restriction = secret.find(f"{A}Restriktion")
    assert restriction is not None
    assert restriction.get("Typ") == "Sekretess"
    assert restriction.findtext(f"{A}Lagrum") == "OSL 26 kap. 1 §"
    assert restriction.findtext(f"{A}ForklarandeText") == "Sekretessmarkering 2026-05-04 av KS."
    assert "ingår inte" in str(secret.findtext(f"{A}Notering"))
    assert secret.find(f"{A}Bilaga") is None


def test_protected_forms_are_told_with_the_public_ones_beside_when_asked_for(
    records: Records, tmp_path: Path
) -> None:
    some = contents(records, include_protected=True)
    secret = handlingar(written(records, tmp_path / "out", some))[2]
    assert secret.findtext(f"{A}Rubrik") == "Anmälan om Hanna"
    assert secret.findtext(f"{A}Avsandare/{A}Namn") == "Hemliga Hanna"
    assert own(secret) == {
        "Tillgänglig": "2026-06-30T23:05:00",
        "Offentlig rubrik": "Anmälan",
        "Offentlig part": "(skyddad)",
    }
    assert secret.find(f"{A}Restriktion") is not None


@pytest.mark.parametrize("shown", [False, True])
def test_a_protected_arendemening_is_restricted(
    records: Records, tmp_path: Path, *, shown: bool
) -> None:
    whole = replace(arende(records), mening_public="Ärende", mening_protected="Om Hanna")
    some = contents(records, arenden=(whole,), include_protected=shown)
    (told,) = written(records, tmp_path / "out", some).iter(f"{A}ArkivobjektArende")
    assert told.findtext(f"{A}Arendemening") == ("Om Hanna" if shown else "Ärende")
    assert told.findtext(f"{A}Restriktion/{A}Lagrum") == "OSL 5 kap. 2 § andra stycket"


def with_masked(records: Records) -> PackageContents:
    """Return contents whose secret handling has been handed out masked."""
    copy = records.keep(b"%PDF maskerad", "application/pdf", "kopia.pdf", MASKED)
    version = MaskedVersion(
        request="KS-U3", provision="OSL 26 kap. 1 §", file=copy, at=KEPT_AT, by="registrator"
    )
    return contents(records, masked={3: (version,)})


def test_a_masked_version_is_a_handling_of_its_own_related_both_ways(
    records: Records, tmp_path: Path
) -> None:
    original, masked = handlingar(written(records, tmp_path / "out", with_masked(records)))[2:]
    relation = original.find(f"{A}HandlingRelation")
    assert relation is not None
    assert (relation.get("Typ"), relation.text) == ("Maskad version", "KS/2026:1-3 maskerad 1")
    back = masked.find(f"{A}HandlingRelation")
    assert back is not None
    assert (back.get("Typ"), back.text) == ("Är maskad version av", "KS/2026:1-3")
    assert masked.findtext(f"{A}ArkivobjektID") == "KS/2026:1-3 maskerad 1"
    assert original.find(f"{A}Bilaga") is None
    bilaga = masked.find(f"{A}Bilaga")
    assert bilaga is not None
    assert bilaga.get("Lank") == "Content/diarium/ks_2026_1-3_maskerad_1.pdf"
    assert original.get("Systemidentifierare") != masked.get("Systemidentifierare")


def test_a_makulerat_arende_and_what_was_corrected_are_told(
    records: Records, tmp_path: Path
) -> None:
    void = StatusChange(status=ArendeStatus.MAKULERAT, why="Dubblett", at=KEPT_AT, by="reg")
    fixed = Correction(
        field="mening", old_public="Lekplasten", old_protected=None, new_public="Lekplatsen",
        new_protected=None, why="Stavfel", at=KEPT_AT, by="reg", cause=Cause.RATTELSE,
    )  # fmt: skip
    gone = Gallrad(number=4, decision="KS 2026 § 9", at=KEPT_AT, by="arkiv")
    whole = replace(
        arende(records), status=ArendeStatus.MAKULERAT, history=(void,), corrections=(fixed,)
    )
    voided = replace(whole.handlingar[1], makulerad=Note(why="Fel", at=KEPT_AT, by="reg"))
    emptied = replace(whole.handlingar[0], files=(), gallrad=gone)
    some = contents(records, arenden=(replace(whole, handlingar=(emptied, voided)),))
    root = written(records, tmp_path / "out", some)
    (told,) = root.iter(f"{A}ArkivobjektArende")
    assert told.findtext(f"{A}StatusArande") == "Makulerat"
    note = str(told.findtext(f"{A}Notering"))
    assert "från ”Lekplasten” till ”Lekplatsen”" in note
    assert "Makulerad 2026-06-30 av reg." in note
    first, second = handlingar(root)
    assert "beslut KS 2026 § 9" in str(first.findtext(f"{A}Notering"))
    assert "Makulerad" in str(second.findtext(f"{A}Notering"))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (ArendeStatus.OPEN, "Öppet"),
        (ArendeStatus.REOPENED, "Öppet"),
        (ArendeStatus.ON_HOLD, "Vilande"),
    ],
)
def test_an_open_arende_is_told_to_be_a_copy(
    records: Records, tmp_path: Path, status: ArendeStatus, said: str
) -> None:
    some = contents(records, arenden=(arende(records, status),), extract=True)
    (told,) = written(records, tmp_path / "out", some).iter(f"{A}ArkivobjektArende")
    assert told.findtext(f"{A}StatusArande") == said
    assert told.find(f"{A}Avslutat") is None
    assert "kopia av ett öppet ärende" in str(told.findtext(f"{A}Notering"))


def test_no_element_is_empty(records: Records, tmp_path: Path) -> None:
    bare = replace(handling(1, ()), sender_public="", kind="")
    empty = Arende(
        id=2, namnd="KS", diarienummer="KS/2026:2", mening_public="Utan handlingar",
        mening_protected=None, status=ArendeStatus.CLOSED, opened_at=KEPT_AT, opened_by="reg",
        closed_at=KEPT_AT, closed_by="reg", handlingar=(),
    )  # fmt: skip
    some = contents(records, arenden=(empty, replace(arende(records), handlingar=(bare,))))
    root = written(records, tmp_path / "out", some)
    assert not [each.tag for each in root.iter() if not (len(each) or each.text or each.attrib)]
    assert root.find(f".//{A}ArkivobjektListaHandlingar") is not None
    first = next(root.iter(f"{A}ArkivobjektArende"))
    assert first.find(f"{A}ArkivobjektListaHandlingar") is None


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
