"""The pages of the other roles as sessions: what they show is what the program says."""

import shutil
from pathlib import Path

import pytest

from archiver.demo.pictures import draw_landscape
from tests.e2e.day_messages import write_lines
from tests.e2e.day_office import Office
from tests.e2e.page_session import DOCS, run_session
from tests.secret_files import make_pdf

KOMMUN = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "KS",
          "--namnd-name", "Kommunstyrelsen")  # fmt: skip
ACCOUNT = (
    "ks-facebook", "--platform", "facebook", "--url", "https://www.facebook.com/exempelstad",
    "--name", "Exempelstad", "--forvaltning", "Kommunledningsförvaltningen", "--ansvarig",
    "Eva Ek", "--syfte", "Svara på frågor", "--malgrupp", "Invånare", "--official", "--open",
    "--chronological", "--opened", "2026-01-12",
)  # fmt: skip
APPROVED = (("chef", "Karin Ek"), ("kommunikator", "Kim Kvist"),
            ("kommunikationschef", "Stina Sjö"))  # fmt: skip
QUESTION = {
    "id": "1", "account": "ks-facebook", "channel": "direct", "sender": {"name": "Åsa Öberg"},
    "text": "När öppnar badet i sommar?", "made_available_at": "2026-03-08T19:05:00+01:00",
}  # fmt: skip
POST = "https://www.facebook.com/exempelstad/posts/9"
CLOCK = {
    "kontoansvarig": {"remove-post told": "2026-03-09T09:30",
                      "account add": "2026-03-11T09:00"},
    "kommunikator": {},
    "arkivarie": {"coverage": "2026-07-02T09:00"},
    "it": {},
}  # fmt: skip
"""For each page from which command on it is what time."""
LEAST = {"kontoansvarig": 20, "kommunikator": 9, "arkivarie": 10, "it": 5}
"""How many commands each page shows the answer to."""
LOGINS = {"kontoansvarig": "kim", "kommunikator": "kim", "arkivarie": "arne", "it": "admin"}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def office(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Office:
    """Return the archive that the pages were written at, of one planned account."""
    begun = Office(tmp_path / "arkiv", capfd, monkeypatch)
    begun.work_as("admin")
    begun.at("2026-01-12T09:00")
    begun.run("init", begun.folder, *KOMMUN)
    begun.ok("user", "add", "kim", "--role", "kommunikator", "--name", "Kim Kvist")
    begun.ok("user", "add", "arne", "--role", "arkivarie", "--name", "Arne Alm")
    begun.ok("account", "add", *ACCOUNT)
    begun.ok("plan", "set", "ks-facebook", "--from", "2026-01-12", "--to", "2026-12-31",
             "--goal", "90 procent av frågorna besvaras inom 48 timmar",
             "--channel", "Facebook")  # fmt: skip
    for role, name in APPROVED:
        begun.ok("plan", "approve", "ks-facebook", "--as", role, "--name", name)
    for name in ("Eva Ek", "Bo Berg"):
        begun.ok("roster", "add", "ks-facebook", "--name", name, "--role", "administrator")
    begun.at("2026-03-09T08:30")
    monkeypatch.chdir(begun.folder)
    begun.ok("inbox", "import", write_lines(Path("natten.jsonl"), [QUESTION]))
    begun.ok("register", "--all-proposed")
    begun.ok("remove-post", "round", "ks-facebook")
    _write_files()
    return begun


@pytest.mark.parametrize("page", CLOCK)
def test_a_page_shows_what_the_program_says(office: Office, page: str) -> None:
    if page == "arkivarie":
        _remove_a_post(office)
    office.work_as(LOGINS[page])
    assert run_session(office, DOCS / f"{page}.md", CLOCK[page]) >= LEAST[page]


def _remove_a_post(office: Office) -> None:
    """Let a post have been removed, and a decision behind it."""
    office.work_as("kim")
    office.ok("remove-post", "add", "ks-facebook", "--address", POST, "--category",
              "kommersiell-reklam", "--text", "Köp billiga klockor")  # fmt: skip
    office.ok("remove-post", "done", 1, "--decision", "KS 2026-01-15 § 7")


def _write_files() -> None:
    """Write the files that the pages name."""
    Path("skarmbild.png").write_bytes(draw_landscape(1))
    Path("sida.pdf").write_bytes(make_pdf("Exempelstad på Facebook"))
    Path("kvitto.pdf").write_bytes(make_pdf("Leveransen är mottagen"))
    shutil.copy(DOCS / "informationshanteringsplan-exempel.toml", "plan.toml")
