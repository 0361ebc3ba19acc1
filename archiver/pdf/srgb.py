"""The sRGB colour profile, computed from its definition (IEC 61966-2-1), for the OutputIntent."""

import struct

CURVE_POINTS = 256
WHITE = (0.9642, 1.0, 0.8249)
"""D50, the white of the profile connection space (ICC.1:2001-04)."""
PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""The primaries of sRGB, adapted to D50."""
HEADER = 128


def make_srgb_profile() -> bytes:
    """Return an ICC 2.1 display profile of sRGB, the same bytes every time."""
    curve = _make_curve()
    tags = {
        b"desc": _make_description("sRGB"),
        b"cprt": b"text\0\0\0\0CC0\0",
        b"wtpt": _make_xyz(WHITE),
        **{name: _make_xyz(value) for name, value in PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    start = HEADER + 4 + 12 * len(tags)
    table, body, places = struct.pack(">I", len(tags)), b"", {}
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + b"\0" * (-len(data) % 4)
        table += name + struct.pack(">II", places[data], len(data))
    return _make_header(start + len(body)) + table + body


def _make_header(size: int) -> bytes:
    fields = (
        struct.pack(">IxxxxI", size, 0x02100000),
        b"mntrRGB XYZ ",
        struct.pack(">6H", 2024, 1, 1, 0, 0, 0),
        b"acsp",
        bytes(28),
        b"".join(map(_fixed, WHITE)),
        bytes(48),
    )
    return b"".join(fields)


def _make_curve() -> bytes:
    points = (_linear(point / (CURVE_POINTS - 1)) for point in range(CURVE_POINTS))
    values = b"".join(struct.pack(">H", round(65_535 * value)) for value in points)
    return b"curv\0\0\0\0" + struct.pack(">I", CURVE_POINTS) + values


def _linear(value: float) -> float:
    # The transfer function of IEC 61966-2-1.
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  as defined


def _make_description(text: str) -> bytes:
    written = text.encode("ascii") + b"\0"
    unicode_and_macintosh = bytes(8 + 3 + 67)
    return b"desc\0\0\0\0" + struct.pack(">I", len(written)) + written + unicode_and_macintosh


def _make_xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65_536))
