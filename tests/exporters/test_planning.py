"""Which packages a delivery becomes."""

from dataclasses import replace
from pathlib import Path

import pytest

from diarium.errors import RefusedError, SettingsError
from exporters.packages.contents import PackageContents
from exporters.packages.package_model import ContentKind, PackageModel
from exporters.packages.planning import Division, plan_delivery
from exporters.packages.profiles import load_profile
from tests.exporters.records import Records, arende, contents, failed_snapshot, snapshot

EARK = load_profile("eark-2.2")
FGS = load_profile("fgs-1.2")


MAIN = frozenset({ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE, ContentKind.DIARIUM})


def plan(whole: PackageContents, **division: object) -> tuple[PackageModel, ...]:
    return plan_delivery(whole, EARK, Division(**{"kinds": MAIN, **division}))  # type: ignore[arg-type]


def kinds(model: PackageModel) -> list[str]:
    return [each.kind.value for each in model.inside]


def with_archive(records: Records, number: int = 1) -> PackageContents:
    taken = snapshot(records, number)
    wacz = records.keep(b"PK web", "application/wacz+zip", "sida.wacz", "wacz")
    return contents(records, snapshots=(replace(taken, files=(*taken.files, wacz)),))


def test_a_delivery_that_fits_is_one_package_named_as_the_delivery(records: Records) -> None:
    (model,) = plan(with_archive(records))
    assert model.name == "sip-2120000001-ks-2026-h1"
    assert model.label == "Sociala medier 2026-H1, Kommunstyrelsen, Exempelstad"
    assert kinds(model) == ["snapshots", "webarchive", "diarium"]
    assert (model.number, model.of) == (1, 1)


def test_the_web_archive_is_a_content_of_its_own(records: Records) -> None:
    (model,) = plan(with_archive(records))
    roles = {each.kind.value: {part.role for part in each.parts} for each in model.inside[:2]}
    assert roles == {"snapshots": {"pdfa", "provenance"}, "webarchive": {"wacz"}}
    (captured,) = model.inside[1].events
    assert captured.files == ("data/fb-kommunen_2026-H1_1.wacz",)


def test_a_profile_with_one_type_gives_web_pages_and_arenden_packages_of_their_own(
    records: Records,
) -> None:
    pages, arenden = plan_delivery(with_archive(records), FGS, Division(kinds=MAIN))
    assert (kinds(pages), kinds(arenden)) == (["snapshots", "webarchive"], ["diarium"])
    assert (pages.name, arenden.name) == (
        "sip-2120000001-ks-2026-h1_001",
        "sip-2120000001-ks-2026-h1_002",
    )
    assert arenden.label.endswith(" – del 2 av 2")
    assert pages.contents.arenden == ()
    assert arenden.contents.snapshots == ()


def test_each_account_gets_a_package_and_the_arenden_one(records: Records) -> None:
    taken = (snapshot(records, 1, "x"), snapshot(records, 2, "fb"), snapshot(records, 3, "x"))
    models = plan(contents(records, snapshots=taken), per_account=True)
    assert [[s.account for s in m.contents.snapshots] for m in models] == [["fb"], ["x", "x"], []]
    assert [kinds(m) for m in models] == [["snapshots"], ["snapshots"], ["diarium"]]


def test_a_limit_cuts_between_snapshots_and_arenden_and_never_within_one(records: Records) -> None:
    taken = tuple(snapshot(records, number) for number in (1, 2, 3))
    whole = contents(records, snapshots=taken)
    size = sum(file.length for file in taken[0].files)
    models = plan(whole, most=2 * size)
    assert [len(m.contents.snapshots) for m in models] == [2, 1, 0]
    assert [len(m.contents.arenden) for m in models] == [0, 0, 1]
    assert all(
        sum(part.length for content in m.inside for part in content.parts) <= 2 * size
        for m in models[:2]
    )
    assert [m.number for m in models] == [1, 2, 3]


def test_what_is_larger_than_the_limit_still_becomes_a_package(records: Records) -> None:
    assert [kinds(m) for m in plan(contents(records), most=1)] == [["snapshots"], ["diarium"]]


def test_all_that_was_planned_is_in_exactly_one_package(records: Records) -> None:
    taken = tuple(snapshot(records, number, f"konto-{number % 3}") for number in range(1, 8))
    whole = contents(records, snapshots=taken)
    for division in (
        Division(most=30),
        Division(per_account=True),
        Division(per_account=True, most=1),
    ):
        models = plan_delivery(whole, EARK, division)
        assert sorted(s.id for m in models for s in m.contents.snapshots) == list(range(1, 8))
        assert [a.diarienummer for m in models for a in m.contents.arenden] == ["KS/2026:1"]


def test_failed_tries_are_told_of_once(records: Records) -> None:
    models = plan(contents(records), most=1)
    assert [len(m.contents.failed) for m in models] == [1, 0]


def test_only_the_kinds_asked_for_go_in(records: Records) -> None:
    (model,) = plan(with_archive(records), kinds=frozenset({ContentKind.WEBARCHIVE}))
    assert kinds(model) == ["webarchive"]
    (model,) = plan(with_archive(records), kinds=frozenset({ContentKind.DIARIUM}))
    assert kinds(model) == ["diarium"]
    assert model.contents.snapshots == ()


def test_a_selection_and_an_extract_have_names_of_their_own(records: Records) -> None:
    names = {
        plan(contents(records, **changes))[0].name
        for changes in (
            {},
            {"extract": True},
            {"selection": "konto a"},
            {"selection": "konto b"},
            {"selection": "konto b", "extract": True},
        )
    }
    assert len(names) == 5
    assert all(name.startswith("sip-2120000001-ks-2026-h1") for name in names)
    (model,) = plan(contents(records, selection="konto a"))
    assert "urval: konto a" in model.label


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{namnd}/Å & ä {period}", "Kommunstyrelsen_A_a_2026-h1"),
        ("../../etc/{period}", "etc_2026-h1"),
        ("…", "sip"),
        ("CON", "sip-CON"),
        ("lpt1.{period}", "sip-lpt1.2026-h1"),
        ("console", "console"),
        ("{kommun}" + "x" * 300, "Exempelstad" + "x" * 89),
    ],
)
def test_a_name_is_harmless_whatever_the_profile_says(
    records: Records, tmp_path: Path, template: str, name: str
) -> None:
    path = tmp_path / "eget.toml"
    path.write_text(f'base = "eark-2.2"\npackage_name = "{template}"', encoding="utf-8")
    (model,) = plan_delivery(contents(records), load_profile(str(path)), Division())
    assert model.name == name


def test_two_numbers_that_look_alike_in_a_file_name_have_files_of_their_own(
    records: Records,
) -> None:
    first = arende(records)
    again = tuple(
        replace(each, id=each.id + 10, beteckning=each.beteckning.replace("/", "."))
        for each in first.handlingar
    )
    (model,) = plan(contents(records, arenden=(first, replace(first, id=2, handlingar=again))))
    paths = [part.path for part in model.inside[-1].parts]
    assert len(paths) == 8
    assert len(set(paths)) == 8


def test_an_empty_period_is_refused(records: Records) -> None:
    with pytest.raises(RefusedError, match="nothing to deliver for 2026-H1"):
        plan(contents(records, snapshots=(), arenden=()))


def test_failed_tries_alone_are_nothing_to_deliver(records: Records) -> None:
    with pytest.raises(RefusedError, match="nothing to deliver"):
        plan(contents(records, snapshots=(), arenden=(), failed=(failed_snapshot(),)))


def test_a_missing_agreement_is_told_before_anything_is_written(records: Records) -> None:
    with pytest.raises(SettingsError, match="SUBMISSIONAGREEMENT"):
        plan_delivery(contents(records, agreement=None), FGS, Division())


def test_protected_things_are_marked_in_the_label(records: Records) -> None:
    (open_to_all,) = plan(contents(records))
    (marked,) = plan(contents(records, include_protected=True))
    (nothing_secret,) = plan(contents(records, include_protected=True, arenden=()))
    assert "skyddade" not in open_to_all.label
    assert "skyddade" in marked.label
    assert "skyddade" not in nothing_secret.label


def test_an_unreadable_handling_is_named_where_its_arende_is(records: Records) -> None:
    whole = contents(records, extract=True, unreadable=("KS/2026:1-1",), arenden=(arende(records),))
    models = plan(whole, most=1)
    assert [m.contents.unreadable for m in models] == [(), ("KS/2026:1-1",)]
