"""The page of what is to be done: whose it is, what is late, and nothing that runs."""

from diarium.duties import DutyKind
from exporters.duty_words import TASKS, group_duties, tell_due, tell_margin, tell_sum
from exporters.status_page import StatusPage, render_status
from tests.exporters.duties import AT, EVERY, MIDNIGHT, duty
from tests.exporters.html_pages import parse_page, words_of

HTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = "<script>alert('x')</script>\" onerror=alert(1) "


def page(*duties: object, **changed: object) -> str:
    said: dict[str, object] = {
        "kommun": "Exempelstad", "duties": duties, "days": 30, "chosen": (), "at": AT,
        "namnder": {"KS": "Kommunstyrelsen", "SBN": "Samhällsbyggnadsnämnden"}, **changed,
    }  # fmt: skip
    return render_status(StatusPage(**said))  # type: ignore[arg-type]  # fields by name


FULL = page(*EVERY, duty(ansvarig=HOSTILE, account=HOSTILE, command=HOSTILE))


def test_the_page_is_valid_swedish_html_that_needs_nothing_from_elsewhere() -> None:
    tree = parse_page(FULL)
    assert tree.get("lang") == "sv"
    found = {element.tag.removeprefix(HTML) for element in tree.iter()}
    assert {"script", "link", "iframe", "object", "base", "img"}.isdisjoint(found)
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)
    assert HOSTILE.strip() in words_of(tree)


def test_every_kind_stands_under_its_namnd_and_its_person() -> None:
    tree = parse_page(FULL)
    headings = [
        " ".join("".join(each.itertext()).split())
        for each in tree.iter()
        if each.tag in {f"{HTML}h2", f"{HTML}h3"}
    ]  # fmt: skip
    assert headings[:4] == [
        "Hela kommunen", "Nämndens egna uppgifter", "Kommunstyrelsen",
        f"Kommunledningsförvaltningen · {HOSTILE.strip()}",
    ]  # fmt: skip
    assert headings[-3:] == [
        "Samhällsbyggnadsnämnden", "Nämndens egna uppgifter", "Parkförvaltningen · Bo Öberg",
    ]  # fmt: skip
    words = words_of(tree)
    assert all(TASKS[kind] in words for kind in DutyKind)
    assert "17 försenade, 1 att göra inom 30 dagar." in words


def test_a_page_without_anything_to_do_says_so() -> None:
    words = words_of(parse_page(page(chosen=["Kommunstyrelsen", "Anna Åström"], days=7)))
    assert "Ingenting är försenat, och ingenting ska göras inom 7 dagar." in words
    assert "Exempelstad · Kommunstyrelsen · Anna Åström" in words


def test_days_are_told_as_days_and_hours_as_hours() -> None:
    assert tell_due(duty()) == "2 juli 2026 kl. 10.00"
    assert tell_due(duty(due=MIDNIGHT)) == "2 juli 2026"
    assert tell_margin(duty()) == "försenat 23 tim"
    assert tell_margin(duty(late=False, working_days=2)) == "2 arbetsdagar kvar"
    assert tell_sum([duty(), duty(late=False)]) == "1 försenad, 1 på väg"


def test_duties_are_grouped_by_whose_they_are_the_latest_first() -> None:
    groups = group_duties([*EVERY, duty(due=AT)])
    assert [(each.namnd, each.ansvarig) for each in groups] == [
        (None, None), ("KS", "Anna Åström"), ("SBN", None), ("SBN", "Bo Öberg"),
    ]  # fmt: skip
    assert [each.due for each in groups[1].duties][-1] == AT
