"""How the files of a copy are laid out: under names that say what each is."""

from archiver.copies import lay_out
from diarium.files import FileStore
from diarium.records import NamedFile
from diarium.utlamnande_steps import CopiedFile


def copied(files: FileStore, name: str, content: bytes, role: str = "attachment") -> CopiedFile:
    ref = files.keep_bytes(content)
    file = NamedFile(
        role=role, name=name, media_type="text/plain", sha256=ref.sha256, start=0, length=ref.size
    )
    return CopiedFile(beteckning="KS/2026:1-1", file=file)


def test_each_file_is_named_by_its_handling_and_what_it_is(files: FileStore) -> None:
    laid = lay_out(
        files,
        [
            copied(files, "in.jsonl", b"o", "original"),
            copied(files, "läsbar form.pdf", b"r", "readable"),
            copied(files, "maskerad kopia.pdf", b"m", "masked"),
            copied(files, "karta.png", b"k"),
        ],
    )
    assert laid == {
        "KS-2026-1-1 original in.jsonl": b"o",
        "KS-2026-1-1 läsbar form.pdf": b"r",
        "KS-2026-1-1 maskerad kopia.pdf": b"m",
        "KS-2026-1-1 bilaga karta.png": b"k",
    }


def test_only_the_part_that_is_meant_is_laid_out(files: FileStore) -> None:
    ref = files.keep_bytes(b"first|second|third")
    part = NamedFile(
        role="original", name="in.txt", media_type="text/plain", sha256=ref.sha256, start=6,
        length=6,
    )  # fmt: skip
    laid = lay_out(files, [CopiedFile(beteckning="KS/2026:1-1", file=part)])
    assert list(laid.values()) == [b"second"]


def test_names_that_are_the_same_or_hostile_become_names_that_can_be_kept(
    files: FileStore,
) -> None:
    names = ("bild.png", "BILD.png", "../../etc/passwd", "a\x00\u202eb\n.txt", "x" * 400 + ".pdf")
    laid = lay_out(files, [copied(files, n, str(i).encode()) for i, n in enumerate(names)])
    assert sorted(laid.values()) == [b"0", b"1", b"2", b"3", b"4"]
    assert len({name.casefold() for name in laid}) == len(names)
    for name in laid:
        assert name.startswith("KS-2026-1-1 bilaga ")
        assert "/" not in name
        assert name.isprintable()
        assert len(name.encode()) < 250


def test_a_long_name_of_letters_with_dots_keeps_its_ending(files: FileStore) -> None:
    for letter in ("å", "\N{GRINNING FACE}"):
        (name,) = lay_out(files, [copied(files, letter * 300 + ".pdf", b"x")])
        assert name.endswith(f"{letter}.pdf")
        assert len(name.encode()) <= 255
