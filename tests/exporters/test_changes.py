"""What was makulerat, corrected and classified, as a package tells it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from diarium.arende_records import Arende, ArendeStatus, Correction, Note, StatusChange
from diarium.message_records import ChangeKind, SourceChange
from exporters.checks.package_checks import check_package
from exporters.namespaces import ERMS
from exporters.packages.erms import write_erms
from tests.exporters.building import build
from tests.exporters.judges import erms_schema
from tests.exporters.records import Records, arende, contents

E = f"{{{ERMS}}}"
AT = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
NOTE = Note(why="Hannas namn stod här", at=AT, by="anna")


def correction(field: str, old: tuple[str, str | None], new: tuple[str, str | None]) -> Correction:
    return Correction(
        field=field, old_public=old[0], old_protected=old[1], new_public=new[0],
        new_protected=new[1], why="Hanna stavas så", at=AT, by="bo",
    )  # fmt: skip


@pytest.fixture
def changed(records: Records) -> Arende:
    """Return a classified ärende with a corrected, a makulerad and a corrected secret handling."""
    whole = arende(records)
    first, second, secret = whole.handlingar
    renamed = correction("subject", ("Trasig gnga", None), ("Trasig gunga", None))
    respelled = correction(
        "sender", ("(skyddad)", "Hemliga Hana"), ("(skyddad)", "Hemliga Hanna")
    )  # fmt: skip
    return replace(
        whole,
        classification="1.4.2",
        corrections=(correction("mening", ("Lekplasen", None), ("Lekplatsen", None)),),
        handlingar=(
            replace(first, corrections=(renamed,)),
            replace(second, makulerad=NOTE),
            replace(secret, corrections=(respelled,)),
        ),
    )


def erms(records: Records, found: Arende, **changes: object) -> etree._Element:
    path = records.folder.with_name("ERMS.xml")
    write_erms(contents(records, arenden=(found,), **changes), {}, path)
    root = etree.parse(path).getroot()
    erms_schema().assertValid(root)
    aggregation = root.find(f".//{E}aggregation")
    assert aggregation is not None
    return aggregation


def notes(element: etree._Element) -> list[str]:
    return [each.text or "" for each in element.findall(f"{E}notes/{E}note")]


def test_a_package_shows_what_was_corrected_and_what_is_makulerat(
    records: Records, changed: Arende
) -> None:
    made = erms(records, changed)
    assert made.findtext(f"{E}classification") == "1.4.2"
    assert notes(made) == [
        "Rättad 2026-07-01 av bo: ärendemening, från ”Lekplasen” till ”Lekplatsen”."
    ]
    first, second, secret = made.findall(f"{E}record")
    assert notes(first) == [
        "Rättad 2026-07-01 av bo: ämne, från ”Trasig gnga” till ”Trasig gunga”."
    ]
    assert second.find(f"{E}status").get("value") == "obliterated"  # type: ignore[union-attr]
    assert notes(second) == ["Makulerad 2026-07-01 av anna."]
    assert "från ”(skyddad)” till ”(skyddad)”" in notes(secret)[0]
    assert b"Hana" not in etree.tostring(made)


def test_a_package_tells_what_happened_at_the_source(records: Records) -> None:
    whole = arende(records)
    edited = SourceChange(
        kind=ChangeKind.EDITED, message=1, version=8, changed_at=AT, at=AT, by="anna"
    )
    deleted = replace(edited, kind=ChangeKind.DELETED, version=None, changed_at=None)
    first = replace(whole.handlingar[0], source_changes=(edited, deleted))
    made = erms(records, replace(whole, handlingar=(first, *whole.handlingar[1:])))
    noted = "(noterat 2026-07-01 00:30 av anna)."
    assert notes(made.findall(f"{E}record")[0]) == [
        f"Ändrad av avsändaren 2026-07-01 00:30: den nya lydelsen är meddelande 8 {noted}",
        f"Borttagen hos källan (tidpunkt okänd); det som togs in är kvar {noted}",
    ]


def test_reasons_and_protected_forms_are_told_where_what_is_protected_is_shown(
    records: Records, changed: Arende
) -> None:
    _first, second, secret = erms(records, changed, include_protected=True).findall(f"{E}record")
    assert notes(second) == ["Makulerad 2026-07-01 av anna. Skäl: Hannas namn stod här"]
    assert "från ”Hemliga Hana” till ”Hemliga Hanna”. Skäl: Hanna stavas så" in notes(secret)[0]


@pytest.mark.parametrize(
    ("status", "written"),
    [
        (ArendeStatus.OPEN, "open"), (ArendeStatus.REOPENED, "open"),
        (ArendeStatus.ON_HOLD, "on_hold"), (ArendeStatus.CLOSED, "closed"),
        (ArendeStatus.MAKULERAT, "obliterated"),
    ],
)  # fmt: skip
def test_every_status_has_its_word_in_the_package(
    records: Records, status: ArendeStatus, written: str
) -> None:
    change = StatusChange(status=status, why="Fel", at=AT, by="anna")
    made = erms(records, replace(arende(records, status), history=(change,)))
    assert made.find(f"{E}status").get("value") == written  # type: ignore[union-attr]
    is_open = status not in (ArendeStatus.CLOSED, ArendeStatus.MAKULERAT)
    assert ("kopia" in " ".join(notes(made))) is is_open


def test_such_a_package_passes_our_own_check(
    records: Records, changed: Arende, tmp_path: Path
) -> None:
    whole = contents(records, arenden=(changed,))
    folder = build(records, tmp_path, whole)
    assert check_package(folder) == []
