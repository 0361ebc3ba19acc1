"""Build hook: compiles each language's catalogue, so that wheel and checkout speak it."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path("archiver") / "locale"


def compile_catalogues(root: Path) -> list[str]:
    """Compile every ``.po`` beneath the project's root to the ``.mo`` beside it.

    Returns:
        The compiled files, relative to the root.
    """
    made = []
    for source in sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as written, target.open("wb") as compiled:
            write_mo(compiled, read_po(written))
        made.append(target.relative_to(root).as_posix())
    return made


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles the catalogues before hatchling builds a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the results, which git does not track, as part of the wheel."""
        del version
        build_data["artifacts"].extend(f"/{name}" for name in compile_catalogues(Path(self.root)))


if __name__ == "__main__":
    for name in compile_catalogues(Path(__file__).resolve().parent.parent):
        print(name)
