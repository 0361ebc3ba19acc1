"""Kinds with a planted fault, which the fuzzer must find: what shows that it can find any."""

from collections.abc import Iterator

from diarium.intake.kinds import Claimed, Export, Format, Kind, Tree
from diarium.intake.raw import Piece, Reason, Unreadable


def claim(tree: Tree) -> Claimed:
    """Claim everything."""
    return Claimed(messages=tuple(tree.paths))


def read_badly(export: Export) -> Iterator[Piece]:
    """Break where two things come together, of which each is a step on the way."""
    for kept in export.messages.values():
        content = kept.stored.read_bytes()
        if b"From " in content:
            steps = 1
            if b"boundary=b" in content:
                steps += 1
                message = "the planted fault"
                raise KeyError(message, steps)
        yield Unreadable(1, Reason.NOT_JSON, file=kept.path)


def read_greedily(export: Export) -> Iterator[Piece]:
    """Take memory by what the file says."""
    for kept in export.messages.values():
        many = 4_000 if kept.stored.read_bytes().startswith(b"\xff") else 0
        taken = [bytearray(b"x" * (1 << 20)) for _ in range(many)]
        yield Unreadable(len(taken), Reason.NOT_JSON, file=kept.path)


BAD = Kind(format=Format.LINKEDIN, source="x", claim=claim, read=read_badly)
GREEDY = Kind(format=Format.LINKEDIN, source="x", claim=claim, read=read_greedily)
