"""The names that kept files get in a package."""

from dataclasses import replace
from pathlib import Path

from exporters.checks.package_checks import check_package
from exporters.packages.package_model import ContentKind
from exporters.packages.parts import plan_snapshots
from tests.exporters.models import build, model_of
from tests.exporters.records import Records, contents, snapshot


def test_a_snapshot_with_timestamps_of_two_authorities_has_a_name_for_each(
    records: Records, tmp_path: Path
) -> None:
    taken = snapshot(records)
    kind = "application/timestamp-reply"
    tokens = [
        records.keep(b"token %d" % number, kind, f"timestamp-{number}.tsr", "timestamp")
        for number in (1, 2)
    ]
    some = contents(records, snapshots=(replace(taken, files=(*taken.files, *tokens)),))
    (parts,) = plan_snapshots(some).values()
    assert [part.path for part in parts] == [
        "data/fb-kommunen_2026-H1_1.pdf",
        "data/fb-kommunen_2026-H1_1.json",
        "data/fb-kommunen_2026-H1_1_timestamp.tsr",
        "data/fb-kommunen_2026-H1_1_timestamp_2.tsr",
    ]
    model = model_of(some, "fgs-1.2", ContentKind.SNAPSHOTS)
    assert check_package(build(model, records, tmp_path / "ut")[0]) == []
