"""What a person may not do is told in words, whatever it is."""

from archiver.cli.role_words import act_name
from diarium.roles import Act


def test_every_act_has_words_of_its_own() -> None:
    words = [act_name(act) for act in Act]
    assert all(words)
    assert len(set(words)) == len(words)
