"""The form that makes or changes a campaign: its fields, and what was written in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mediabank import clock
from mediabank.campaigns.campaign import Draft, faults_in
from mediabank.concepts.words import Words
from mediabank.errors import Fault
from mediabank.language import text
from mediabank.models import Campaign, Message
from mediabank.web.forms.choices import Choices, capital
from mediabank.web.forms.inputs import LANGUAGES
from mediabank.web.forms.reading import day_given
from mediabank.web.incoming import Form
from mediabank.web.shown import Field, Input, Row

TEXTS = ("title", "definition", "terms")
MESSAGES = "messages"
ALTERATION = "alteration"
"""The vocabulary, and the name of its field."""
DAYS: Mapping[str, bool] = {"starts": False, "ends": True}
"""Each day, and whether the day that is written is the last one within."""
MOST_MESSAGES = 50


@dataclass(frozen=True)
class Written:
    """What stands in the form, as it was typed."""

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field → language → text."""
    days: Mapping[str, str] = field(default_factory=dict)
    messages: Sequence[Mapping[str, str]] = ()
    alteration: Sequence[str] = ()
    """Slugs."""


def written_in(form: Form) -> Written:
    """What a person typed; every row is there, the empty ones too."""
    rows: dict[int, dict[str, str]] = {}
    for name in form.values:
        head, _, rest = name.partition(".")
        number, _, code = rest.partition(".")
        if head == MESSAGES and number.isascii() and number.isdigit() and int(number[:3]) < MOST_MESSAGES:
            rows.setdefault(int(number[:3]), {})[code] = form.get(name).strip()
    return Written(
        texts={name: {code: form.get(f"{name}.{code}").strip() for code in LANGUAGES} for name in TEXTS},
        days={name: form.get(name).strip() for name in DAYS},
        messages=[rows[number] for number in sorted(rows)],
        alteration=form.all(ALTERATION),
    )


def written_of(campaign: Campaign, known: Words, messages: Sequence[Message]) -> Written:
    """A campaign as the form shows it; days in Norwegian time, the last one included."""
    word = known.by_id[str(campaign.concept_id)]
    return Written(
        texts={"title": word.labels, "definition": word.definitions, "terms": campaign.terms},
        days={"starts": _day(campaign.starts), "ends": _day(campaign.ends, after=True)},
        messages=[each.titles for each in messages],
        alteration=[known.slug(each) for each in campaign.alteration],
    )


def draft_of(written: Written, *, kept: int) -> tuple[Draft, list[Fault]]:
    """What is to be made, and everything that is wrong with it; rows without a word fall away after the first `kept`.

    A day that cannot be read is a fault and counts as none.
    """
    days: dict[str, datetime | None] = {}
    faults: list[Fault] = []
    for name, after in DAYS.items():
        try:
            days[name] = day_given(written.days.get(name, ""), after=after)
        except (ValueError, OverflowError):
            days[name] = None
            faults.append(Fault("finding.wrong_type.date", field=name))
    rows = [_said(titles) for titles in written.messages]
    draft = Draft(
        titles=_said(written.texts.get("title", {})),
        definitions=_said(written.texts.get("definition", {})),
        terms=_said(written.texts.get("terms", {})),
        alteration=written.alteration,
        starts=days["starts"],
        ends=days["ends"],
        messages=[titles for index, titles in enumerate(rows) if titles or index < kept],
    )
    return draft, faults + faults_in(draft)


def fields_of(
    written: Written, choices: Choices, faults: Sequence[tuple[str, tuple[str | int, ...], str]], *, kept: int
) -> tuple[Field, ...]:
    """The form; `faults` are (field, path, sentence); the first `kept` messages are said by assets, so they stay."""
    making = _Making(choices, faults)
    return (
        *(making.texts(name, written.texts.get(name, {}), long=name != "title") for name in TEXTS[:2]),
        *(making.day(name, written.days.get(name, "")) for name in DAYS),
        making.messages(written.messages, kept=kept),
        making.texts("terms", written.texts.get("terms", {}), long=True),
        making.alteration(written.alteration),
    )


class _Making:
    def __init__(self, choices: Choices, faults: Sequence[tuple[str, tuple[str | int, ...], str]]) -> None:
        self._choices, self._reader = choices, choices.reader
        self._faults = [(".".join(map(str, (name, *path))), sentence) for name, path, sentence in faults]

    def texts(self, name: str, texts: Mapping[str, str], *, long: bool) -> Field:
        return Field(
            **self._head(name),
            layout="languages",
            obligation="must" if name == "title" else "may",
            inputs=self._languages(name, texts, long=long),
            errors=self._errors(name),
        )

    def day(self, name: str, value: str) -> Field:
        control = Input(
            id=name, name=name, kind="date", label=self._label(name), value=value, error=" ".join(self._errors(name))
        )
        return Field(**self._head(name), inputs=(control,))

    def messages(self, messages: Sequence[Mapping[str, str]], *, kept: int) -> Field:
        rows = tuple(
            Row(
                id=f"{MESSAGES}-{index}",
                inputs=self._languages(f"{MESSAGES}.{index}", titles, long=False),
                remove_name="remove" if index >= kept else "",
                remove_value=f"{MESSAGES}.{index}",
            )
            for index, titles in enumerate(messages)
        )
        return Field(
            **self._head(MESSAGES),
            rows=rows,
            add_name="add",
            add_value=MESSAGES,
            add_label=text("campaign_form.add_message", self._reader),
            errors=self._errors(MESSAGES),
        )

    def alteration(self, chosen: Sequence[str]) -> Field:
        control = Input(
            id=ALTERATION,
            name=ALTERATION,
            kind="checkboxes",
            label=self._label(ALTERATION),
            options=self._choices.options(ALTERATION, chosen),
        )
        return Field(**self._head(ALTERATION), inputs=(control,))

    def _head(self, name: str) -> dict[str, Any]:
        helped = {*TEXTS, MESSAGES, ALTERATION}
        return {
            "id": f"field-{name}",
            "label": self._label(name),
            "help": text(f"campaign_form.{name}_help", self._reader) if name in helped else "",
        }

    def _label(self, name: str) -> str:
        return text(f"campaign_form.{name}", self._reader)

    def _languages(self, name: str, texts: Mapping[str, str], *, long: bool) -> tuple[Input, ...]:
        first = self._errors(name) if "." in name else ()
        return tuple(
            Input(
                id=f"{name}.{code}".replace(".", "-"),
                name=f"{name}.{code}",
                kind="long" if long else "text",
                label=self._language(code),
                lang=code,
                value=texts.get(code, ""),
                error=" ".join([*self._errors(f"{name}.{code}"), *(first if code == LANGUAGES[0] else ())]),
            )
            for code in LANGUAGES
        )

    def _language(self, code: str) -> str:
        word = self._choices.words.by_slug.get(("language", code))
        return capital(word.label(self._reader)) if word else code

    def _errors(self, place: str) -> tuple[str, ...]:
        return tuple(sentence for at, sentence in self._faults if at == place)


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: written for code, written in texts.items() if written and code in LANGUAGES}


def _day(moment: datetime | None, *, after: bool = False) -> str:
    if moment is None:
        return ""
    return (moment - timedelta(microseconds=1 if after else 0)).astimezone(clock.OSLO).date().isoformat()
