"""What delivered files are called, so that people recognise them in a folder years later."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from mediabank import language
from mediabank.media import kinds

TITLE_LENGTH = 80
NO_LANGUAGE = "zxx"
_SAME = {"jpg": {"jpeg", "jpe", "jfif"}, "tif": {"tiff"}, "mp4": {"m4v"}, "png": {"apng"}, "eps": {"ps"}}
"""Endings as good as the usual one."""
_EXTENSION_LENGTH = 10


def original(file_name: str, media_type: str) -> str:
    """The name the file came with, ending as its bytes are: "bilde.png" that is a JPEG becomes "bilde.jpg"."""
    kind = kinds.KINDS.get(media_type)
    if kind is None:
        return file_name
    stem, dot, ending = file_name.rpartition(".")
    if not dot or len(ending) > _EXTENSION_LENGTH or " " in ending:
        return f"{file_name}.{kind.extension}"
    if ending.casefold() in {kind.extension, *_SAME.get(kind.extension, ())}:
        return file_name
    return f"{stem}.{kind.extension}"


def rendition(titles: Mapping[str, str], recipe: str, languages: Sequence[str], extension: str) -> str:
    """Title, recipe and languages: "les-mer-i-sommer-web-nb.webp"; letters of every alphabet stay as they are."""
    spoken = [each for each in languages if each != NO_LANGUAGE]
    parts = [words(language.best(titles, spoken[0] if spoken and spoken[0] in language.LANGUAGES else "nb")), recipe]
    return "-".join(part for part in (*parts, *spoken) if part) + f".{extension}"


def words(text: str) -> str:
    """The letters and digits of a text, in lower case, with hyphens between words; cut at a word's end."""
    normal = unicodedata.normalize("NFC", text).casefold()
    whole = re.sub(r"[\W_]+", "-", normal).strip("-")
    if len(whole) <= TITLE_LENGTH:
        return whole
    cut, _, _ = whole[: TITLE_LENGTH + 1].rpartition("-")
    return cut or whole[:TITLE_LENGTH]
