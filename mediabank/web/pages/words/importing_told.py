"""An import in plain words: how far it has come, and what it changes, counts first."""

from collections.abc import Sequence
from typing import Any

from mediabank.concepts import importing
from mediabank.language import best, best_language
from mediabank.models import Import
from mediabank.web.pages.words import place
from mediabank.web.pages.words.place import HERE, Place
from mediabank.web.problems import fault_text
from mediabank.web.shown import Action, Badge, Change, HiddenValue
from mediabank.web.shown.importing import (
    CodeOfImport,
    ConceptOfImport,
    EarlierImport,
    ImportView,
    KindOfImport,
)

CODED = {"repaired": "import_repair", "refused": "import_refusal"}
"""Kinds that are told by code, and where the words of each lie."""
KINDS = ("new", "changed", "gone", "kept", "agreed", "repaired", "refused")
TONES = {
    importing.READ: "waiting",
    importing.READING: "info",
    importing.APPLYING: "info",
    importing.APPLIED: "yes",
    importing.REFUSED: "no",
    importing.FAILED: "no",
}
DONE = ("new", "changed", "gone")
"""Kinds of which other words are said when it has happened."""
HEADINGS = {importing.APPLIED: "import.happened", importing.REFUSED: "import.not_done"}
EXAMPLES = 5
"""Places that are named of each kind of repair."""


def view(at: Place, row: Import, here: str, *, given_up: bool) -> ImportView:
    """The page of one import; `given_up`: nobody works at it any more."""
    report = row.report or {}
    waits = row.state == importing.READ and importing.changes_anything(row) and may_apply(at, row)
    address = f"{here}/{row.id}"
    return ImportView(
        file_name=row.file_name,
        state=_state(at, row, given_up=given_up),
        here_href=address,
        form_href=here,
        crumbs=(*place.crumbs(at, last=at.text("import.title")),),
        working=row.state in {importing.READING, importing.APPLYING} and not given_up,
        done=row.done,
        total=row.total if row.state == importing.APPLYING else 0,
        heading=_heading(at, row),
        trouble=at.text("import.stopped" if given_up else "import.not_read"),
        problems=_problems(at, row, given_up=given_up),
        summary=_summary(at, row, report) if "counts" in report else (),
        kinds=tuple(_kinds(at, row, report)) if "counts" in report else (),
        approve=_action(at, address, "approve") if waits else None,
        refuse=_action(at, address, "refuse") if waits else None,
        vocabulary_href=f"{HERE}/{row.slug}" if row.state == importing.APPLIED else "",
    )


def may_apply(at: Place, row: Import) -> bool:
    """Whether the viewer may change what the import changes: its vocabulary, or for a new one, every vocabulary."""
    return at.may(row.slug) and (not (row.report or {}).get("new_vocabulary") or place.tends_all(at))


def earlier(at: Place, row: Import, here: str, *, given_up: bool) -> EarlierImport:
    """One line of the list."""
    face = at.known.faces.get(row.slug)
    return EarlierImport(
        href=f"{here}/{row.id}",
        file_name=row.file_name,
        vocabulary=face.title(at.reader) if face else row.slug,
        at=row.created_at,
        by=row.by.name if row.by else at.text("import.nobody"),
        state=_state(at, row, given_up=given_up),
    )


def _state(at: Place, row: Import, *, given_up: bool) -> Badge:
    if given_up:
        return Badge(text=at.text("import_state.given_up"), tone="no")
    if row.state == importing.READ and not importing.changes_anything(row):
        return Badge(text=at.text("import_state.nothing"), tone="info")
    return Badge(text=at.text(f"import_state.{row.state}"), tone=TONES[row.state])  # type: ignore[arg-type]


def _heading(at: Place, row: Import) -> str:
    if row.state == importing.READ and not importing.changes_anything(row):
        return at.text("import_state.nothing")
    return at.text(HEADINGS.get(row.state, "import.diff_heading"))


def _action(at: Place, address: str, what: str) -> Action:
    return Action(href=address, label=at.text(f"import.{what}"), values=(HiddenValue(name="do", value=what),))


def _problems(at: Place, row: Import, *, given_up: bool) -> tuple[str, ...]:
    told = [fault_text(each, at.reader) for each in importing.problems_of(row)]
    if given_up:
        told.append(at.text(f"import.given_up_{row.state}", done=row.done, total=row.total))
    if row.state == importing.READ and not may_apply(at, row):
        new = (row.report or {}).get("new_vocabulary")
        told.append(at.text("import.only_all") if new else at.text("import.not_yours", slug=row.slug))
    return tuple(told)


def _summary(at: Place, row: Import, report: dict[str, Any]) -> tuple[str, ...]:
    if row.state == importing.REFUSED:
        return ()
    if row.state == importing.READ and not importing.changes_anything(row):
        return (at.text("import.nothing"),)
    title = best(report["face"]["labels"], at.reader) or row.slug
    done = "_done" if row.state == importing.APPLIED else ""
    key = "import.into_new" if report["new_vocabulary"] else "import.into_known"
    told = [at.text(f"{key}{done}", title=title, n=report["counts"]["concepts"])]
    if report["face_changed"] and not report["new_vocabulary"]:
        told.append(at.text(f"import.face_changed{done}"))
    return tuple(told)


def _kinds(at: Place, row: Import, report: dict[str, Any]) -> list[KindOfImport]:
    """Counts alone while it is taken in, when the page is fetched anew every other second."""
    counts, examples = report["counts"], report["examples"] if row.state != importing.APPLYING else {}
    done = {each: "import_done" for each in DONE if row.state == importing.APPLIED}
    return [
        KindOfImport(
            id=kind,
            label=at.text(f"import_count.{kind}"),
            line=at.text(f"{done.get(kind, 'import_line')}.{kind}"),
            count=counts[kind],
            concepts=tuple(_concept(at, kind, each) for each in examples.get(kind, ()) if isinstance(each, dict)),
            codes=_codes(at, kind, counts, examples[kind]) if kind in CODED and kind in examples else (),
        )
        for kind in KINDS
        if counts.get(kind)
    ]


def _concept(at: Place, kind: str, example: dict[str, Any]) -> ConceptOfImport:
    labels = example["labels"]
    return ConceptOfImport(
        label=best(labels, at.reader) or example["slug"],
        slug=example["slug"],
        lang=found if (found := best_language(labels, at.reader)) != at.reader else "",
        changes=tuple(_change(at, kind, each) for each in example.get("parts", ())),
    )


def _change(at: Place, kind: str, part: dict[str, Any]) -> Change:
    label = at.text(f"import_part.{part['part']}")
    before, after = (_texts(at, part.get(side, ())) for side in ("before", "after"))
    if kind == "kept":
        here, file = at.text("import.here"), at.text("import.in_file")
        return Change(label=label, after=f"{here}: {after or '–'}. {file}: {before or '–'}")
    return Change(label=label, before=before, after=after if before or after else at.text("import.differs"))


def _texts(at: Place, pairs: Sequence[Sequence[str]]) -> str:
    return "; ".join(f"{said} ({of})" if of else _yes(at, said) for of, said in pairs)


def _yes(at: Place, said: str) -> str:
    return at.text("import.yes") if said == "yes" else said


def _codes(at: Place, kind: str, counts: dict[str, int], examples: Sequence[Any]) -> tuple[CodeOfImport, ...]:
    """What was repaired or refused, by kind, the commonest first."""
    codes = {name.partition(".")[2]: n for name, n in counts.items() if name.startswith(f"{kind}.")}
    return tuple(
        CodeOfImport(
            text=at.text(f"{CODED[kind]}.{code}"),
            count=count,
            examples=tuple(_where(about, values) for named, about, values in examples if named == code)[:EXAMPLES],
        )
        for code, count in sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _where(about: str, values: Sequence[str]) -> str:
    told = ", ".join(values)
    return f"{about}: {told}" if about and told else about or told
