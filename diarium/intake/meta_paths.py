"""What the files of a Facebook or Instagram export are, from where they lie and how they begin."""

import re
from collections.abc import Mapping, Sequence
from mimetypes import MimeTypes
from pathlib import PurePosixPath

from diarium.errors import UsageError
from diarium.intake.kinds import Claimed, KeptFile, Tree
from diarium.intake.lines import BOM
from diarium.intake.raw import RawAttachment, display_name, media_type

LINK_ONLY = "exporten har bara en länk till filen hos plattformen"
NOT_THERE = "filen följde inte med i exporten"
MESSAGES = "messages"
_FOLDERS = "inbox|archived_threads|filtered_threads|message_requests|e2ee_cutover"
_THREAD = re.compile(
    rf"(?:^|/)(?:messages/(?:{_FOLDERS})/[^/]+/message_\d+|groups/your_group_messages/[^/]+)\.json$"
)
_THREAD_PAGE = re.compile(
    rf"(?:^|/)messages/(?:{_FOLDERS})/[^/]+/message_\d+\.html?$", re.IGNORECASE
)
_START_PAGE = re.compile(r"(?:^|/)start_here\.html?$", re.IGNORECASE)
_MEDIA = re.compile(r"(?:^|/)(?:messages|stickers_used|comments|comments_and_reactions|groups)/")
_HOME = re.compile(
    rf"(?:^|/)(?=(?:messages/(?:{_FOLDERS})|groups|comments|comments_and_reactions)/)"
)
_PROFILE = re.compile(
    r"(?:^|/)((?:personal_information/|account_information/)?"
    r"(?:profile_information/profile_information|(?:personal_information/)?personal_information)"
    r"\.json)$"
)
_MEMBER = re.compile(
    rb'\{\s*"(comments_v2|group_comments_v2|comments_media_comments|comments_reels_comments|'
    rb'comments_story_comments)"\s*:\s*\['
)
_TOP = re.compile(rb'\[\s*\{(?=.*"string_map_data")', re.DOTALL)
_OLD_COMMENTS = re.compile(r"(?:^|/)comments/comments\.json$")
_TYPES = MimeTypes()


def claim_export(tree: Tree) -> Claimed:
    """Find the threads, the account's own comments, its profile and the media of an export.

    Raises:
        UsageError: It is an export in HTML, which tells too little to be taken in.
    """
    alone = len(tree.paths) == 1
    found = tuple(
        path
        for path in tree.paths
        if (alone or path.lower().endswith(".json"))
        and find_array(path, tree.head(path)) is not None
    )
    if not found:
        _refuse_pages(tree)
        return Claimed()
    media = (path for path in tree.paths if _MEDIA.search(path) and not _is_page(path))
    profiles = (path for path in tree.paths if find_profile(path) is not None)
    return Claimed((*found, *profiles), tuple(media))


def find_array(path: str, head: bytes) -> tuple[str, ...] | None:
    """Return the keys that lead to a file's messages or comments; None when it holds neither."""
    start = head.removeprefix(BOM).lstrip()
    if comments := _MEMBER.match(start):
        return (comments[1].decode(),)
    if _OLD_COMMENTS.search(path) and re.match(rb'\{\s*"comments"\s*:\s*\[', start):
        return ("comments",)
    if "comment" in path and _TOP.match(start):
        return ()
    if _THREAD.search(path) or _is_thread(start):
        return (MESSAGES,)
    return None


def source_of(path: str) -> str:
    """Return which platform a file of an export comes from, empty where its path does not say.

    Until 2023 both platforms called the folder ``messages``; then the account's platform counts.
    """
    home = _home_of(path).lower()
    named = [name for name in ("facebook", "instagram") if name in home]
    return named[0] if len(named) == 1 else ""


def places_of(path: str) -> tuple[str, ...]:
    """Return the folders that the addresses in a file may be counted from, each with its ``/``.

    Newer exports have all in a folder such as ``your_facebook_activity``, and those of pages in
    ``this_profile's_activity_across_facebook``; it begins each address.
    """
    home = _home_of(path)
    above = home.rstrip("/").rpartition("/")
    return (above[0] + above[1], home)


def find_profile(path: str) -> str | None:
    """Return the folder of the export whose owner's profile a file is; None when it is none."""
    match = _PROFILE.search(path)
    return path[: match.start(1)] if match else None


class Media:
    """The files that the messages of an export may refer to."""

    def __init__(self, files: Mapping[str, KeptFile]) -> None:
        self._files = files

    def find(self, uri: str, places: Sequence[str]) -> RawAttachment:
        """Return what an address in a file of the export refers to.

        Args:
            uri: The address.
            places: Where it may be counted from.
        """
        ways = (place + uri.removeprefix("./") for place in places)
        kept = next((self._files[way] for way in ways if way in self._files), None)
        link = uri.startswith(("https://", "http://"))
        name = display_name(uri.partition("?")[0] if link else uri)
        return RawAttachment(
            name=name,
            media_type=media_type(_TYPES.guess_type(name)[0] or ""),
            reference=_reference(uri),
            kept=kept.ref if kept else None,
            missing=None if kept else LINK_ONLY if link else NOT_THERE,
        )


def _home_of(path: str) -> str:
    """Return the folder that holds the messages and comments of an export, with its ``/``."""
    found = [match.end() for match in _HOME.finditer(path)]
    return path[: found[-1]] if found else ""


def _reference(uri: str) -> str:
    """Return what a file is called in every export that has it.

    The root of an export changes with its year, and the folder of a thread when a request is
    answered; a link is signed anew each time.
    """
    bare = uri.partition("?")[0]
    return bare if "://" in bare else "/".join(bare.split("/")[-2:])


def _is_thread(start: bytes) -> bool:
    return (
        start.startswith(b"{")
        and b'"participants"' in start
        and (b'"timestamp_ms"' in start or b'"thread_path"' in start)
    )


def _is_page(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in {".html", ".htm", ".json", ".js", ".css"}


def _refuse_pages(tree: Tree) -> None:
    """Say what to order instead, when this is an export in HTML."""
    for path in tree.paths:
        page = _THREAD_PAGE.search(path) or _START_PAGE.search(path)
        if page or (len(tree.paths) == 1 and _is_export_page(tree.head(path))):
            raise UsageError(
                "{path} belongs to an export in HTML, which archiver cannot take in whole; order "
                "the download from Facebook or Instagram again and choose the format JSON",
                path=path,
            )


def _is_export_page(head: bytes) -> bool:
    """Tell whether a page is from an export: so Meta names its style sheets' classes."""
    start = head[:1024].lower()
    return b"<html" in start and b"_a6-g" in head and (b"_3-95" in head or b"uiBoxWhite" in head)
