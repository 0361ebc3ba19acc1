"""What is seen of an export is the same, handed in twice, in any order, or split over zips."""

import hashlib
import random
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from diarium.accounts import AccountFacts, add_account
from diarium.database import open_database, writing
from diarium.files import FileStore
from diarium.inbox import Source, import_all
from diarium.intake.completeness import Completeness
from diarium.intake.kinds import Format
from diarium.intake.recognise import KINDS
from diarium.message_records import Message
from tests.conftest import NOW
from tests.diarium.desk import Desk

SAMPLES = Path(__file__).parents[1] / "data" / "intake"
FORMATS = [kind.format for kind in KINDS]
COLUMNS = {"kundtjanst": {"text": "Meddelande", "made_available_at": "Datum"}}
ACCOUNT = "ks-avallby"


class Registry(Desk):
    """A desk with the samples' account, that takes in and tells what is then seen."""

    def take_in_paths(self, *paths: Path) -> list[Completeness]:
        source = Source(paths, account=ACCOUNT, mappings=COLUMNS)
        taken = import_all(self.engine, self.files, [source], "asa", self.now)
        return [each.report for each in taken]

    def seen(self) -> str:
        """Return the SHA-256 over all that is seen, but for what repeats it and row numbers."""
        first = (each for each in self.messages() if each.duplicate_of is None)
        told = sorted(repr(self._tell(each)) for each in first)
        assert told
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def _tell(self, message: Message) -> tuple[object, ...]:
        original = message.original
        return (
            message.namnd, message.account, message.source, message.external_id, message.thread,
            message.channel, message.own, message.sender_name, message.sender_address,
            message.subject, message.text, message.permalink, message.in_reply_to,
            message.made_available_at, message.edited_at, message.received_at,
            message.text_repaired, [(each.name, each.sha256) for each in message.attachments],
            [(each.signal, each.field, each.start) for each in message.signals],
            self.files.read(original.sha256, original.start, original.length),
            sorted((each.kind, str(each.changed_at)) for each in message.source_changes),
        )  # fmt: skip


def make_registry(engine: Engine, folder: Path, now: datetime) -> Registry:
    facts = AccountFacts(
        account=ACCOUNT, namnd="KS", platform="facebook", url="https://example.se/avallby",
        handle="avallbykommun", name="Avallby kommun", forvaltning="Kommunledningsförvaltningen",
        ansvarig="Anna Ek", syfte="Information", malgrupp="Invånare", opened=now.date(),
    )  # fmt: skip
    with writing(engine) as session:
        add_account(session, facts, "test", now)
    folder.mkdir(exist_ok=True)
    return Registry(engine, FileStore(folder / "files"), now, folder)


@pytest.fixture
def registry(engine: Engine, now: datetime, tmp_path: Path) -> Registry:
    return make_registry(engine, tmp_path / "archive", now)


@pytest.fixture(scope="session")
def seen_in_order(sqlite_register: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what is seen on SQLite of all samples in their order, each handed in once."""
    folder = tmp_path_factory.mktemp("in-order")
    copy = shutil.copyfile(sqlite_register, folder / "archive.db")
    registry = make_registry(open_database(f"sqlite:///{copy}"), folder / "archive", NOW)
    for kind in FORMATS:
        registry.take_in_paths(sample_of(kind))
    return registry.seen()


def split(folder: Path, target: Path, seed: int) -> list[Path]:
    """Pack a folder's files in three zips, by chance, with some in two; in any order."""
    dice = random.Random(seed)  # noqa: S311  no secret
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    paths = [target / f"export-{seed}-{number}.zip" for number in range(3)]
    dice.shuffle(files)
    for number, path in enumerate(paths):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for at, file in enumerate(files):
                if at % 3 == number or dice.random() < 0.3:
                    made.write(file, str(file.relative_to(folder)))
    dice.shuffle(paths)
    return paths


def sample_of(kind: Format) -> Path:
    """Return a kind's sample; of tables one, for each has a mapping of its own."""
    folder = SAMPLES / kind
    return folder / "kundtjanst.csv" if kind is Format.TABLE else folder


@pytest.mark.parametrize("kind", FORMATS)
def test_a_sample_twice_and_split_over_zips_is_seen_once(
    registry: Registry, kind: Format, tmp_path: Path
) -> None:
    (whole,) = registry.take_in_paths(sample_of(kind))
    assert (whole.format, whole.found > 0) == (kind, True)
    seen = registry.seen()
    (again,) = registry.take_in_paths(sample_of(kind))
    assert (again.found, again.new) == (whole.found, 0)
    assert registry.seen() == seen
    if sample_of(kind).is_dir():
        for seed in (1, 2):
            (zipped,) = registry.take_in_paths(*split(sample_of(kind), tmp_path, seed))
            assert (zipped.found, zipped.new, zipped.unreadable_count) == (
                whole.found, 0, whole.unreadable_count,
            )  # fmt: skip
            assert registry.seen() == seen
    registry.check()


@pytest.mark.parametrize("seed", [1, 2])
def test_all_samples_twice_in_any_order_are_seen_the_same_on_any_database(
    registry: Registry, seen_in_order: str, seed: int
) -> None:
    kinds = FORMATS * 2
    random.Random(seed).shuffle(kinds)  # noqa: S311  no secret
    for kind in kinds:
        registry.take_in_paths(sample_of(kind))
    assert registry.seen() == seen_in_order
    registry.check()
