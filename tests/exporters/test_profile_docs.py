"""The page on profiles says what is so: its example is loaded and becomes a package."""

import re
from pathlib import Path

import pytest
from lxml import etree

from exporters.namespaces import METS
from exporters.packages.package_model import ContentKind
from exporters.packages.profiles import BUILT_IN, PLACES
from tests.exporters.fgs_judges import package_schema
from tests.exporters.models import build, model_of
from tests.exporters.records import Records, contents

PAGE = (Path(__file__).parents[2] / "docs" / "package-profiles.md").read_text(encoding="utf-8")


@pytest.mark.judge
def test_the_example_of_an_own_profile_makes_a_package_that_follows_the_schema(
    records: Records, tmp_path: Path
) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    own = tmp_path / "stadsarkivet.toml"
    own.write_text(example, encoding="utf-8")
    model = model_of(contents(records), str(own), ContentKind.GALLRING)
    sip = etree.parse(build(model, records, tmp_path / "ut")[0] / "sip.xml")
    package_schema().assertValid(sip)
    assert sip.getroot().get("TYPE") == "Unstructured"
    agents = [each.text for each in sip.iter(f"{{{METS}}}name")]
    assert agents[-1] == "IT-avdelningen, Exempelstad"


def test_the_page_names_every_profile_and_every_place() -> None:
    assert all(f"`{name}`" in PAGE for name in BUILT_IN)
    assert set(re.findall(r"`\{(\w+)\}`", PAGE)) == PLACES
    assert all(f"`{kind.value}`" in PAGE for kind in ContentKind)
