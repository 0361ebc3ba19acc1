"""What is protected leaves only when that is asked for, whatever the package looks like.

Every text of every package is decoded through every layer. Without ``include_protected`` no
protected string is found; with it all are, marked, and the journal tells who took them out.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine

from archiver.export_records import ExportReport, ExportWish
from archiver.exports import export_package
from archiver.settings import ExportSettings
from diarium.database import open_database, reading
from diarium.files import FileStore
from diarium.journal import read_events
from exporters.namespaces import ERMS
from tests.archiver.secret_register import MADE, PERIOD, PROVISION, Office, fill_with_secrets
from tests.archiver.secret_words import LEAKING, NEVER, OUTDATED, PROTECTED, PUBLIC
from tests.decoded_texts import find_strings

E = f"{{{ERMS}}}"
PROFILES = ("eark-2.2", "fgs-2.0", "fgs-1.2", "bagit")
PACKED = [*((profile, "folder") for profile in PROFILES), ("eark-2.2", "zip"), ("fgs-1.2", "tar")]
"""Every profile, and every container; what lies in them is written by the same code."""
SETTINGS = ExportSettings(agreement="KS/2026:99; 2026-01-01")
SECRET = "KS/2026:2-1"
"""The handling that is marked from the start."""


@pytest.fixture(scope="module")
def secrets(
    sqlite_register: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, FileStore]:
    """Fill a register once; nobody writes to it."""
    folder = tmp_path_factory.mktemp("secrets")
    path = Path(shutil.copyfile(sqlite_register, folder / "archive.db"))
    engine, files = open_database(f"sqlite:///{path}"), FileStore(folder / "files")
    fill_with_secrets(engine, files)
    engine.dispose()
    return path, files


@pytest.fixture
def register(secrets: tuple[Path, FileStore], tmp_path: Path) -> tuple[Engine, FileStore]:
    """Return a copy of the register, and its kept files."""
    path = shutil.copyfile(secrets[0], tmp_path / "archive.db")
    return open_database(f"sqlite:///{path}"), secrets[1]


def export(
    register: tuple[Engine, FileStore], output: Path, *, include_protected: bool, **said: object
) -> ExportReport:
    wish = ExportWish(
        namnd="KS", period=PERIOD, output=output, schemas=None, created=MADE,
        include_protected=include_protected, **{"extract": False, **said},  # type: ignore[arg-type]  # fields by name
    )  # fmt: skip
    return export_package(*register, wish, SETTINGS, "arkivarie", MADE)


def lacking(report: ExportReport, sought: Iterable[str]) -> set[str]:
    """Return the strings that stand nowhere in a delivery."""
    return {each for each, places in find_strings(report.path, sought).items() if not places}


def found(report: ExportReport, sought: Iterable[str]) -> dict[str, list[str]]:
    """Return the strings that stand somewhere in a delivery, and where."""
    return {each: at for each, at in find_strings(report.path, sought).items() if at}


@pytest.mark.parametrize(("profile", "container"), PACKED)
def test_no_text_of_a_package_holds_what_is_protected(
    register: tuple[Engine, FileStore], tmp_path: Path, profile: str, container: str
) -> None:
    report = export(
        register, tmp_path / "ut", include_protected=False, profile=profile, container=container
    )
    hidden = [*PROTECTED.values(), *NEVER.values(), LEAKING, OUTDATED]
    read = find_strings(report.path, [*hidden, *PUBLIC.values()])
    assert {each: read[each] for each in hidden if read[each]} == {}
    assert [each for each in PUBLIC.values() if not read[each]] == []


@pytest.mark.parametrize("profile", PROFILES)
def test_all_that_is_protected_leaves_when_it_is_asked_for(
    register: tuple[Engine, FileStore], tmp_path: Path, profile: str
) -> None:
    report = export(register, tmp_path / "ut", include_protected=True, profile=profile)
    taken = [*PROTECTED.values(), *PUBLIC.values(), LEAKING, OUTDATED]
    read = find_strings(report.path, [*taken, *NEVER.values()])
    assert [each for each in taken if not read[each]] == []
    assert {each: read[each] for each in NEVER.values() if read[each]} == {}


@pytest.mark.parametrize("said", [{"arenden": ("KS/2026:2", "KS/2026:3")}, {"per_account": True}])
def test_a_selection_and_a_delivery_in_parts_give_away_no_more(
    register: tuple[Engine, FileStore], tmp_path: Path, said: dict[str, object]
) -> None:
    report = export(register, tmp_path / "ut", include_protected=False, **said)
    assert found(report, [*PROTECTED.values(), *NEVER.values(), LEAKING, OUTDATED]) == {}
    assert lacking(report, [PUBLIC["a masked version"]]) == set()


def test_an_extract_gives_away_nothing_of_an_open_arende(
    register: tuple[Engine, FileStore], tmp_path: Path
) -> None:
    office, hidden = Office(*register), ("Öppna Ormbunksvägen", "Väntande Vresbokar")
    message = office.take_in("vantar", sender={"name": hidden[0]}, subject=hidden[1])
    beteckning = office.register(message, sekretess=PROVISION, subject="Fråga")
    without = export(register, tmp_path / "ut", include_protected=False, extract=True)
    assert without.unreadable == (beteckning,)
    assert found(without, [*hidden, *PROTECTED.values()]) == {}
    whole = export(register, tmp_path / "allt", include_protected=True, extract=True)
    assert lacking(whole, hidden) == set()


def test_neither_database_gives_away_what_is_protected(
    engine: Engine, files: FileStore, tmp_path: Path
) -> None:
    fill_with_secrets(engine, files)
    report = export((engine, files), tmp_path / "ut", include_protected=False)
    assert found(report, [*PROTECTED.values(), *NEVER.values(), LEAKING, OUTDATED]) == {}
    whole = export((engine, files), tmp_path / "allt", include_protected=True)
    assert lacking(whole, [*PROTECTED.values(), *PUBLIC.values(), LEAKING, OUTDATED]) == set()


def test_the_journal_tells_who_took_out_what_is_protected(
    register: tuple[Engine, FileStore], tmp_path: Path
) -> None:
    export(register, tmp_path / "utan", include_protected=False)
    assert _told(register[0]) == []
    export(register, tmp_path / "med", include_protected=True)
    told = _told(register[0])
    assert {by for _, by in told} == {"arkivarie"}
    numbers = [number for number, _ in told]
    assert len(set(numbers)) == len(numbers)
    assert {SECRET, "KS/2026:3-1", "KS/2026:4-1", "KS/2026:6-1", "KS/2026:6-2"} <= set(numbers)
    assert "KS/2026:5-1" not in numbers


def test_erms_marks_what_is_protected_by_its_provision_whether_it_leaves_or_not(
    register: tuple[Engine, FileStore], tmp_path: Path
) -> None:
    for include in (False, True):
        report = export(register, tmp_path / f"ut{include}", include_protected=include)
        erms = etree.parse(next(report.path.rglob("ERMS.xml")))
        marked = {
            each.findtext(f"{E}objectId"): each.findtext(f"{E}restriction/{E}regulation")
            for each in erms.iter(f"{E}record")
        }
        assert marked[SECRET] == PROVISION
        assert marked["KS/2026:4-1"] == "OSL 5 kap. 2 § andra stycket"
        assert marked["KS/2026:5-1"] is None
        assert marked[f"{SECRET} maskerad 1"] is None


@pytest.mark.parametrize(
    ("profile", "manifest"),
    [("eark-2.2", "METS.xml"), ("fgs-2.0", "METS.xml"), ("fgs-1.2", "sip.xml"),
     ("bagit", "bag-info.txt")],
)  # fmt: skip
def test_the_package_says_that_it_holds_what_is_protected(
    register: tuple[Engine, FileStore], tmp_path: Path, profile: str, manifest: str
) -> None:
    told = {}
    for include in (False, True):
        report = export(
            register, tmp_path / f"ut{include}", include_protected=include, profile=profile
        )
        told[include] = "\n".join(
            (each.path / manifest).read_text(encoding="utf-8") for each in report.packages
        )
    assert "innehåller skyddade uppgifter" not in told[False]
    assert "innehåller skyddade uppgifter" in told[True]
    if profile == "fgs-1.2":
        assert 'ACCESSRESTRICT="Secrecy' in told[True]
        assert 'ACCESSRESTRICT="Secrecy' not in told[False]


def test_no_file_of_a_withheld_handling_is_named_and_its_masked_version_goes_alone(
    register: tuple[Engine, FileStore], tmp_path: Path
) -> None:
    report = export(register, tmp_path / "ut", include_protected=False)
    names = [each.name for each in report.path.rglob("ks_2026_*")]
    assert sorted(names) == [
        "ks_2026_2-1_maskerad_1.pdf", "ks_2026_5-1_1.jsonl", "ks_2026_5-1_2.pdf",
    ]  # fmt: skip
    whole = export(register, tmp_path / "allt", include_protected=True)
    names = [each.name for each in whole.path.rglob("ks_2026_2-1_*")]
    assert sorted(names) == [
        "ks_2026_2-1_1.jsonl", "ks_2026_2-1_2.pdf", "ks_2026_2-1_3.zip", "ks_2026_2-1_4.eml",
        "ks_2026_2-1_5.pdf", "ks_2026_2-1_maskerad_1.pdf", "ks_2026_2-1_maskerad_2.pdf",
    ]  # fmt: skip


def _told(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        events = read_events(session)
        return [(each.subject, each.by) for each in events if each.kind == "protected.exported"]
