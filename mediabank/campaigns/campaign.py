"""Campaigns: a row with one concept, its messages, and what a person writes to make one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import audit, clock, jobs
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.errors import Fault, Unfit
from mediabank.language import fold, slug_of
from mediabank.models import Campaign, Concept, Fact, Label, Message, Organisation, Vocabulary

TITLE_LENGTH, TEXT_LENGTH = 200, 10_000
VOCABULARY = "campaign"
TAKEN_SLUGS = frozenset({"new"})
"""What follows /campaigns/ in an address of its own."""


@dataclass(frozen=True)
class Draft:
    """What is written to make a campaign; texts are language → text, the period is half-open."""

    titles: Mapping[str, str]
    definitions: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    alteration: Sequence[str] = ()
    """Slugs of the vocabulary alteration: what libraries may change in all of its material."""
    starts: datetime | None = None
    ends: datetime | None = None
    messages: Sequence[Mapping[str, str]] = ()


async def make(draft: Draft, *, owner: Organisation, by: UUID | None) -> Campaign:
    """Make a campaign with its concept and messages. Errors: Unfit with every fault at once."""
    faults = faults_in(draft)
    if faults:
        raise Unfit(faults=faults)
    async with in_transaction():
        slug = await _free_slug(draft.titles)
        concept = await _concept(slug, draft)
        campaign = await Campaign.create(
            slug=slug,
            concept=concept,
            owner=owner,
            starts=draft.starts,
            ends=draft.ends,
            terms=dict(draft.terms),
            alteration=await _alteration(draft),
            created_at=clock.now(),
        )
        for position, titles in enumerate(draft.messages, start=1):
            await Message.create(campaign=campaign, position=position, titles=dict(titles))
        await touched([concept.id])
        await audit.record("campaign.made", subject=f"campaign:{campaign.id}", by=by, slug=slug)
    forget()
    return campaign


async def change(campaign: Campaign, draft: Draft, *, by: UUID | None) -> Campaign:
    """Change titles, period, terms and messages; messages keep their rows by position, and none in use goes away.

    Errors: Unfit with every fault at once.
    """
    faults = faults_in(draft)
    if faults:
        raise Unfit(faults=faults)
    async with in_transaction():
        campaign.starts, campaign.ends, campaign.terms = draft.starts, draft.ends, dict(draft.terms)
        campaign.alteration = await _alteration(draft)
        await campaign.save(update_fields=["starts", "ends", "terms", "alteration"])
        await Concept.filter(id=campaign.concept_id).update(
            definitions=dict(draft.definitions), modified_at=clock.now()
        )
        await Label.filter(concept_id=campaign.concept_id, kind="pref").delete()
        await _labels(campaign.concept_id, draft.titles)
        for position, titles in enumerate(draft.messages, start=1):
            await Message.update_or_create(
                campaign_id=campaign.id, position=position, defaults={"titles": dict(titles)}
            )
        await Message.filter(campaign_id=campaign.id, position__gt=len(draft.messages), assets__isnull=True).delete()
        await touched([campaign.concept_id])
        await jobs.defer("search.label", key=f"label:{campaign.concept_id}", concept=str(campaign.concept_id))
        await audit.record("campaign.changed", subject=f"campaign:{campaign.id}", by=by)
    forget()
    return campaign


async def seed_rows(owner: Organisation) -> None:
    """Give every concept of the vocabulary campaign that has none a campaign row; seeded ones have no dates."""
    for word in (await words()).vocabularies.get(VOCABULARY, ()):
        if not await Campaign.exists(concept_id=word.id):
            await Campaign.create(slug=word.slug, concept_id=word.id, owner=owner, terms={}, created_at=clock.now())


def faults_in(draft: Draft) -> list[Fault]:
    """Everything that is wrong with what was written, at once."""
    faults = []
    if not (draft.titles.get("nb") or draft.titles.get("nn")):
        faults.append(Fault("rule.titleInNorwegian", field="title"))
    faults += _too_long("title", draft.titles, TITLE_LENGTH)
    faults += _too_long("definition", draft.definitions, TEXT_LENGTH)
    faults += _too_long("terms", draft.terms, TEXT_LENGTH)
    if draft.starts and draft.ends and draft.ends <= draft.starts:
        faults.append(Fault("campaign.ends_before_start", field="ends"))
    for index, titles in enumerate(draft.messages):
        if not any(titles.values()):
            faults.append(Fault("finding.required", field="messages", path=(index,)))
        faults += _too_long("messages", titles, TITLE_LENGTH, index)
    return faults


def _too_long(field: str, texts: Mapping[str, str], most: int, *path: int) -> list[Fault]:
    return [
        Fault("finding.too_long", field=field, path=(*path, language), facts={"most": most, "n": len(text)})
        for language, text in texts.items()
        if len(text) > most
    ]


async def _alteration(draft: Draft) -> list[str]:
    """The ids of what was ticked; what the vocabulary does not hold was never offered."""
    known = await words()
    return [found for slug in draft.alteration if (found := known.find("alteration", slug))]


async def _concept(slug: str, draft: Draft) -> Concept:
    vocabulary = await Vocabulary.get(slug=VOCABULARY)
    base = (await Fact.get(name="base")).value
    last = await Concept.filter(vocabulary=vocabulary).order_by("-position").first()
    concept = await Concept.create(
        vocabulary=vocabulary,
        slug=slug,
        address=f"{base}vocab/{VOCABULARY}/{slug}",
        position=last.position + 1 if last else 0,
        definitions=dict(draft.definitions),
        properties={},
        modified_at=clock.now(),
    )
    await _labels(concept.id, draft.titles)
    return concept


async def _labels(concept: UUID, titles: Mapping[str, str]) -> None:
    for language, title in titles.items():
        if title:
            await Label.create(concept_id=concept, kind="pref", language=language, text=title, folded=fold(title))


async def _free_slug(titles: Mapping[str, str]) -> str:
    base = slug_of(titles.get("nb") or titles.get("nn") or "kampanje")
    taken = await Concept.filter(vocabulary__slug=VOCABULARY, slug__startswith=base).values_list("slug", flat=True)
    known = {*TAKEN_SLUGS, *(str(each) for each in taken)}
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(known) + 3))) if each not in known)
