"""The named cross-field rules of the scheme as pure functions of one case, in one table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from vocabularies.scheme.values import Finding, Gate, Rule, Scheme
from vocabularies.scheme.walk import concepts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from vocabularies.scheme.facts import ConceptFact, Facts

#: a consent "until 31 August" lasts through that day where the libraries are
OSLO = ZoneInfo("Europe/Oslo")
#: BCP 47: content without language
NO_LANGUAGE = "zxx"
_ISNI = re.compile(r"https://isni\.org/isni/([0-9]{15}[0-9X])")


@dataclass(frozen=True, slots=True)
class Case:
    """What one rule looks at: the normalised values, the facts, the saved values before, the gate, its parameters."""

    rule: Rule
    scheme: Scheme
    values: Mapping[str, Any]
    facts: Facts
    previous: Mapping[str, Any]
    gate: Gate

    def asked(self, field: str) -> bool:
        """Whether the scheme has the field and asks this kind of file for it."""
        known = self.scheme.by_id.get(field)
        return known is not None and known.asked_of(self.facts.media_kind)

    def get(self, path: str) -> Any:
        """The value of "field" or "field.member", None where it is absent."""
        field, _, member = path.partition(".")
        value = self.values.get(field)
        return value.get(member) if member and value is not None else value

    def concepts(self, path: str) -> list[ConceptFact]:
        """The concepts of a field or member; those that the bank does not know are another finding's matter."""
        field, _, member = path.partition(".")
        known = self.scheme.by_id.get(field)
        if known is None:
            return []
        parts = {part.id: part for part in known.members}
        vocabulary = (parts[member] if member else known).vocabulary
        value = self.get(path)
        ids = value if isinstance(value, list) else [] if value is None else [value]
        return [fact for id_ in ids if (fact := self.facts.concepts.get((vocabulary, id_)))]

    def flag(self, path: str) -> bool | None:
        """The concept's property that the rule's parameter `conceptFlag` names, None where there is no concept."""
        facts = self.concepts(path)
        return facts[0].properties.get(self.rule.parameters["conceptFlag"]) if facts else None

    def names(self, parameter: str) -> list[str]:
        """A parameter that lists slugs, [] where a scheme leaves it out."""
        return list(self.rule.parameters.get(parameter, []))

    def found(self, field: str, *path: str | int, **values: Any) -> Finding:
        """A finding of this rule."""
        return Finding(f"rule.{self.rule.name}", field, tuple(path), self.rule.severity, values)


def licence_xor_statement(case: Case) -> Iterator[Finding]:
    """1: a licence, or a rights statement when nothing can be licensed."""
    if bool(case.get("license")) == bool(case.get("rightsStatement")):
        yield case.found("license")


def expiry_within_rights(case: Case) -> Iterator[Finding]:
    """2: published before it expires, and expired when the consent ends (its last day counts)."""
    start, end = _moment(case.get("availableFrom")), _moment(case.get("expires"))
    last_day = case.get("consent.validUntil")
    if end is not None and start is not None and end <= start:
        yield case.found("expires")
    elif last_day is not None and (end is None or end > _end_of(last_day)):
        yield case.found("expires", until=last_day)


def alt_text_per_language(case: Case) -> Iterator[Finding]:
    """3: alt text in every language of the material; Norwegian where it carries none (WCAG 2.2, 1.1.1)."""
    if not case.asked("altText"):
        return
    written = case.get("altText") or {}
    without = case.rule.parameters["withoutLanguage"]
    carried = [fact.slug for fact in case.concepts("language") if fact.slug != without]
    for language in carried:
        if language not in written:
            yield case.found("altText", language, tag=language)
    if not carried and not any(language in written for language in case.names("then")):
        yield case.found("altText", *case.names("then")[:1])


def extended_description_for_text(case: Case) -> Iterator[Finding]:
    """4: all the text in a poster, banner, slide or post, unless it carries none."""
    if not case.asked("extendedDescription") or case.get("extendedDescription"):
        return
    wordless = any(fact.slug == case.rule.parameters["unlessLanguage"] for fact in case.concepts("language"))
    if not wordless and any(fact.within(case.names("materialType")) for fact in case.concepts("materialType")):
        yield case.found("extendedDescription")


def ai_system_for_ai(case: Case) -> Iterator[Finding]:
    """5: the AI system exactly when the material came about with AI; silent where the way it was made is not told."""
    made_with_ai = case.flag("digitalSourceType")
    if made_with_ai is not None and made_with_ai != bool(case.get("aiSystem")):
        yield case.found("aiSystem")


def model_release_allows(case: Case) -> Iterator[Finding]:
    """6: persons agreed, or the reason why that is not needed (situation pictures, åndsverkloven § 104)."""
    release, status = case.concepts("modelRelease"), case.concepts("consent.status")
    if not release:
        return
    if release[0].within(case.names("blocks")):
        excused = any(fact.within(case.names("unlessConsentStatus")) for fact in status)
        if not (excused and case.get(case.rule.parameters["unlessNeeds"])):
            yield case.found("modelRelease")
        return
    if release[0].within(case.names("needsConsent")) and not any(
        fact.within(case.names("consentStatus")) for fact in status
    ):
        yield case.found("consent", "status")
    if release[0].within(case.names("needsPermittedUse")):
        covered = [fact.slug for fact in case.concepts(case.rule.parameters["permittedUseWithin"])]
        used = case.concepts("permittedUse")
        if not used:
            yield case.found("permittedUse")
        for index, fact in enumerate(used):
            if not fact.within(covered):
                yield case.found("permittedUse", index, concept=fact.slug)


def guardian_for_minors(case: Case) -> Iterator[Finding]:
    """7: nothing is published while a guardian has not answered."""
    if any(fact.within(case.names("blocksConsentStatus")) for fact in case.concepts("consent.status")):
        yield case.found("consent", "status")


def no_derivatives_means_no_change(case: Case) -> Iterator[Finding]:
    """8: a licence without derivatives allows no change."""
    chosen = {fact.slug for fact in case.concepts("alteration")}
    if case.flag("license") is False and chosen and chosen != set(case.rule.parameters["whenFalse"]["alteration"]):
        yield case.found("alteration")


def zxx_alone(case: Case) -> Iterator[Finding]:
    """9: "no linguistic content" stands alone."""
    slugs = [fact.slug for fact in case.concepts("language")]
    if case.rule.parameters["language"] in slugs and len(slugs) > 1:
        yield case.found("language", slugs.index(case.rule.parameters["language"]))


def isni_check_digit(case: Case) -> Iterator[Finding]:
    """10: the last of the 16 characters of an ISNI follows from the others (ISO 27729, ISO 7064 MOD 11-2)."""
    member = case.rule.parameters["member"]
    for field in case.rule.needs:
        agents = case.get(field) or []
        for index, agent in enumerate(agents):
            if member in agent and not valid_isni(agent[member]):
                yield case.found(field, index, member)


def no_deprecated_concepts(case: Case) -> Iterator[Finding]:
    """11: a concept out of use may stay where it stood, and cannot be newly chosen."""
    before = {(leaf.field.id, leaf.part.id, leaf.value) for leaf in concepts_in(case.scheme, case.previous)}
    for leaf in concepts_in(case.scheme, case.values):
        fact = case.facts.concepts.get((leaf.part.vocabulary, leaf.value))
        if fact and fact.deprecated and (leaf.field.id, leaf.part.id, leaf.value) not in before:
            yield case.found(leaf.field.id, *leaf.path, concept=fact.slug, replaced_by=list(fact.replaced_by))


def campaign_ended(case: Case) -> Iterator[Finding]:
    """12: a reminder, never a reason to delete."""
    if case.get("campaign") and case.facts.campaign_ended:
        yield case.found("campaign")


def credit_when_licence_asks(case: Case) -> Iterator[Finding]:
    """13: the line that must stand beside the picture."""
    if case.flag("license") and not case.get("creditLine"):
        yield case.found("creditLine")


def transcript_when_speech(case: Case) -> Iterator[Finding]:
    """14: captions or a transcript, or the reason why not (WCAG 2.2, 1.2.1 and 1.2.2)."""
    if case.facts.media_kind not in case.names("mediaKinds"):
        return
    if any(fact.slug == case.rule.parameters["unlessLanguage"] for fact in case.concepts("language")):
        return
    if not any(item.keys() & {"file", "text", "waiver"} for item in case.get("transcript") or []):
        yield case.found("transcript")


def reason_when_withdrawn(case: Case) -> Iterator[Finding]:
    """15: libraries that hang a poster on the wall are told why it must come down."""
    withdrawn = any(fact.within(case.names("status")) for fact in case.concepts("status"))
    if withdrawn and not case.get("withdrawalReason"):
        yield case.found("withdrawalReason")


def title_in_norwegian(case: Case) -> Iterator[Finding]:
    """16: a title that every library can read; no title at all is the field's own finding."""
    title = case.get("title") or {}
    if title and not any(language in title for language in case.names("languages")):
        yield case.found("title", *case.names("languages")[:1])


def message_of_campaign(case: Case) -> Iterator[Finding]:
    """17: a message is an idea of one campaign."""
    if case.get("message") and (
        case.facts.message_campaign is None or case.facts.message_campaign != case.get("campaign")
    ):
        yield case.found("message")


def creator_or_reason(case: Case) -> Iterator[Finding]:
    """18: each creator by name, or why the name is not known; no creator at all is the field's own finding."""
    members = [path.partition(".")[2] for path in case.names("oneOf")]
    for index, agent in enumerate(case.get("creator") or []):
        if not any(agent.get(member) for member in members):
            yield case.found("creator", index, *members[:1])


def visible_to_when_chosen(case: Case) -> Iterator[Finding]:
    """19: "chosen libraries" says which."""
    chosen = any(fact.within(case.names("visibility")) for fact in case.concepts("visibility"))
    if chosen and not any(case.get(path) for path in case.names("oneOf")):
        yield case.found("visibleTo")


RULES: Mapping[str, Callable[[Case], Iterator[Finding]]] = {
    "licenceXorStatement": licence_xor_statement,
    "expiryWithinRights": expiry_within_rights,
    "altTextPerLanguage": alt_text_per_language,
    "extendedDescriptionForText": extended_description_for_text,
    "aiSystemForAi": ai_system_for_ai,
    "modelReleaseAllows": model_release_allows,
    "guardianForMinors": guardian_for_minors,
    "noDerivativesMeansNoChange": no_derivatives_means_no_change,
    "zxxAlone": zxx_alone,
    "isniCheckDigit": isni_check_digit,
    "noDeprecatedConcepts": no_deprecated_concepts,
    "campaignEnded": campaign_ended,
    "creditWhenLicenceAsks": credit_when_licence_asks,
    "transcriptWhenSpeech": transcript_when_speech,
    "reasonWhenWithdrawn": reason_when_withdrawn,
    "titleInNorwegian": title_in_norwegian,
    "messageOfCampaign": message_of_campaign,
    "creatorOrReason": creator_or_reason,
    "visibleToWhenChosen": visible_to_when_chosen,
}


def valid_isni(address: str) -> bool:
    """Whether an ISNI's address ends in the check character that its 15 digits give (ISO 7064 MOD 11-2)."""
    match = _ISNI.fullmatch(address)
    if not match:
        return False
    total = 0
    for digit in match[1][:15]:
        total = (total + int(digit)) * 2 % 11
    check = (12 - total) % 11
    return match[1][15] == ("X" if check == 10 else str(check))  # noqa: PLR2004 - X stands for ten


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _end_of(day: str) -> datetime:
    """The first moment after a day in Norway."""
    following = date.fromisoformat(day) + timedelta(days=1)
    return datetime.combine(following, time.min, OSLO).astimezone(UTC)
