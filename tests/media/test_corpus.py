"""Real and hostile files, where they lie beside the project: each ends in one allowed outcome, quickly and small."""

import csv
from pathlib import Path
from time import monotonic

import pytest

from mediabank import errors
from mediabank.media import recipes
from mediabank.media.pictures import make, offers
from mediabank.media.probe import probe
from mediabank.media.sandbox import RESIDENT_LIMIT_BYTES, Died, JobFailed

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
READABLE = (".jpg", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff", ".avif", ".pdf", ".ai")
# the file itself ends after its headers: marked damaged, its preview is an even grey
DAMAGED = {"pil_ultrahdr.jpg"}


def listed(kind):
    manifest = CORPUS / "manifest.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["door"] == "upload" and row["file"].startswith(kind + "/")]
    return [CORPUS / row["file"] for row in rows]


ALLOWED = {400, 415, 422, "yes", "no_loader", "damaged", "too_large", "memory", "timeout", "crash", "unreadable"}
REAL, HOSTILE = listed("real"), listed("hostile")
if REAL:

    @pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
    async def test_a_real_file_is_taken_in_and_previewed_where_we_have_a_loader(sandbox, path, tmp_path):
        facts = await probe(sandbox, path)
        assert facts.damaged == (path.name in DAMAGED)
        assert facts.preview == ("yes" if path.suffix.lower() in READABLE else "no_loader")
        if facts.preview == "yes":
            made = await make(sandbox, path, recipes.BROWSING, media_type=facts.media_type, out_dir=tmp_path)
            assert [each.recipe for each in made] == ["thumb", "card", "preview"]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "path", [path for path in REAL if path.suffix.lower() in READABLE], ids=lambda path: path.name
    )
    async def test_a_real_file_is_delivered_in_all_that_it_is_offered_in(sandbox, path, tmp_path):
        facts = await probe(sandbox, path)
        wanted = offers(facts)
        assert wanted
        made = await make(sandbox, path, wanted, media_type=facts.media_type, out_dir=tmp_path, xmp=b"<x:xmpmeta/>")
        assert len(made) == len(wanted)


if HOSTILE:

    @pytest.mark.slow
    @pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
    async def test_a_hostile_file_ends_in_one_allowed_outcome(sandbox, path, tmp_path):
        begin = monotonic()
        assert await outcome(sandbox, path, tmp_path) in ALLOWED
        assert monotonic() - begin < 15
        assert sandbox.peak_bytes < RESIDENT_LIMIT_BYTES + (48 << 20)

    async def outcome(sandbox, path, folder):
        """How it ended: refused with a status, kept with a preview or an icon, or fell while renditions were made."""
        try:
            facts = await probe(sandbox, path)
            if facts.preview == "yes":
                await make(sandbox, path, recipes.BROWSING, media_type=facts.media_type, out_dir=folder)
        except errors.Problem as refusal:
            return refusal.status
        except (Died, JobFailed) as fall:
            return fall.args[0]
        return facts.preview
