"""The invisible text and the font it is set in."""
# ruff: noqa: RUF001  Hebrew and Arabic are the point

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from archiver.pdf.srgb import make_srgb_profile
from archiver.pdf.text_layer import make_font_program, order_visually


def test_left_to_right_text_stands_as_it_is_read() -> None:
    assert order_visually("Åhus2026é") == "Åhus2026é"


def test_right_to_left_runs_are_turned() -> None:
    assert order_visually("שלום") == "םולש"
    assert order_visually("abcשלוםdef") == "abcםולשdef"
    assert order_visually("رقم٤٥") == "مقر٤٥"


@given(st.text(alphabet="abcשלוםمرحبا123.,()", max_size=20))
def test_no_character_is_lost_or_made_up(text: str) -> None:
    assert sorted(order_visually(text)) == sorted(text)


def test_the_font_and_the_colour_profile_are_the_same_every_time() -> None:
    assert make_font_program() == make_font_program()
    assert len(make_font_program()) < 1000
    assert make_srgb_profile() == make_srgb_profile()


def test_the_colour_profile_is_read_as_srgb_by_another_library() -> None:
    profile = ImageCms.ImageCmsProfile(BytesIO(make_srgb_profile()))
    assert ImageCms.getProfileDescription(profile).strip() == "sRGB"
    colours = Image.effect_mandelbrot((64, 64), (-2, -1, 1, 1), 50).convert("RGB")
    own = ImageCms.createProfile("sRGB")
    turned = ImageCms.profileToProfile(colours, profile, own)
    assert turned is not None
    pairs = zip(colours.tobytes(), turned.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) <= 1
