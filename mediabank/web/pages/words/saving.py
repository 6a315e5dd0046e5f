"""What is sent from the form of a concept: saved, looked for, given a column; and words made in the tree's field."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.transactions import in_transaction

from mediabank.concepts import edit
from mediabank.concepts.words import Word
from mediabank.errors import Conflict, Fault, Unfit
from mediabank.models import Change, Concept
from mediabank.web import incoming
from mediabank.web.incoming import Form
from mediabank.web.pages.words import choosing, concept, place, tree, vocabulary
from mediabank.web.pages.words import form as form_
from mediabank.web.pages.words.form import Written
from mediabank.web.pages.words.place import Place
from mediabank.web.shown import HiddenValue
from vocabularies.skos import Note


async def concept_now(request: Request) -> Response:
    """Save what the form says; or show it again with what was found, with a column more, or with every fault."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    sent = await incoming.form(request)
    written = form_.written_in(sent)
    seen, told = (tree.number(sent.get(name)) for name in ("seen", "told"))
    states = concept.states_of(seen, told)
    if sent.get("add-language"):
        return await _with_language(request, at, word, written, states)
    if sent.get("find") or any(written.finding.values()):
        looked = {name: text for name, text in written.finding.items() if text}
        found = {name: await choosing.options(at, word, name, text, written.kind) for name, text in looked.items()}
        return await concept.page(request, at, word, written, found=found, states=states)
    try:
        change = await _saved(at, word, written, sent)
    except (Unfit, Conflict) as problem:
        if isinstance(problem, edit.Overtaken):
            states = concept.states_of(seen, problem.facts["value"])
        return await concept.page(request, at, word, written, faults=problem.faults, states=states)
    return await place.back(
        place.href(word), "saved" if change else "nothing_to_save", change=change.id if change else None
    )


async def create_now(request: Request) -> Response:
    """Make the word that was typed and open it; where a concept is called so already, open that one."""
    at = await place.place_of(request)
    face = place.face_of(request, at)
    written = (await incoming.form(request)).get("word").strip()
    known = await tree.exact(at, face.slug, written)
    if known is not None:
        return RedirectResponse(place.href(known), 303)
    try:
        made = await edit.create(face.slug, {form_.language_written(at): written}, by=at.viewer)
    except (Unfit, Conflict) as problem:
        return await vocabulary.page(request, at, face, written=written, faults=problem.faults)
    return await place.back(place.href(made), "created", change=await _made_by(made))


def draft_of(at: Place, word: Word, row: Concept, written: Written, sent: Form) -> edit.Draft:
    """What the form says, in the languages that it let the viewer write."""
    tags = [tag for tag in dict.fromkeys(sent.all("language")) if at.may(word.vocabulary, tag)]
    whole = at.may(word.vocabulary)
    tags = [tag for tag in tags if f"pref.{tag}" in sent.values]
    was = form_.written_of(word, row)
    mappings: dict[str, list[str]] = {kind: [] for kind in form_.MATCHES}
    for kind, address in written.mappings:
        mappings[kind].append(address)
    return edit.Draft(
        seen=tree.number(sent.get("seen")),
        told=tree.number(sent.get("told")) or None,
        labels={tag: written.text("pref", tag) for tag in tags},
        alt={tag: written.lines("alt", tag) for tag in tags},
        hidden={tag: written.lines("hidden", tag) for tag in tags},
        definitions={tag: written.text("definition", tag) for tag in tags},
        notes=[
            note
            for kind in form_.NOTE_KINDS
            for tag in tags
            for note in _notes(row.notes or [], was, written, kind, tag)
        ],
        notation=written.notation if whole and "notation" in sent.values else None,
        mappings=mappings if whole else None,
        related=written.related if whole else None,
        languages=tags,
    )


def _notes(word_notes: list[dict[str, str]], was: Written, now: Written, kind: str, tag: str) -> list[Note]:
    """The remarks of one kind and language: a field nobody touched keeps them as they are, line ends too."""
    part = f"note-{kind}"
    if now.text(part, tag) == was.text(part, tag):
        kept = [each for each in word_notes if (each["kind"], each["language"]) == (kind, tag)]
        return [Note(kind, tag, each["text"]) for each in kept]
    return [Note(kind, tag, line) for line in now.lines(part, tag)]


async def _saved(at: Place, word: Word, written: Written, sent: Form) -> Change | None:
    """One transaction for where a concept stands and what it says: a fault in either leaves both as they were."""
    draft = draft_of(at, word, await place.row_of(word), written, sent)
    moves = at.may(word.vocabulary) and set(written.broader) != set(word.broader)
    async with in_transaction():
        moved = await edit.move(word.id, written.broader, by=at.viewer, form=draft) if moves else None
        changed = await edit.change(word.id, draft, by=at.viewer)
    return changed or moved


async def _with_language(
    request: Request, at: Place, word: Word, written: Written, states: Sequence[HiddenValue]
) -> Response:
    """The form with a column for one language more."""
    from vocabularies.terms import language_tag

    tag = language_tag(written.new_language)
    faults: tuple[Fault, ...] = ()
    if tag is None:
        facts = {"concept": word.labels, "tag": written.new_language}
        faults = (Fault("concept.language", field="new-language", facts=facts),)
    else:
        languages = tuple(dict.fromkeys((*written.languages, tag))) if tag not in place.LANGUAGES else written.languages
        written = Written(**{**vars(written), "languages": languages, "new_language": ""})
    return await concept.page(request, at, word, written, faults=faults, states=states)


async def _made_by(word: Word) -> object:
    change = await Change.filter(concept_id=word.id, kind="created").first()
    return change.id if change else None
