"""What the front page and the pages of campaigns are given."""

from dataclasses import dataclass
from datetime import date

from mediabank.web.shown.pieces import Badge, Card, Crumb, Link, Picture


@dataclass(frozen=True, kw_only=True)
class Hero:
    """The campaign that stands first. A picture without text of 2:1 or wider fills the width, others stand beside."""

    title: str
    href: str
    line: str = ""
    picture: Picture | None = None
    badge: Badge | None = None
    starts: date | None = None
    ends: date | None = None
    files: int = 0
    lang: str = ""
    is_textless: bool = False
    """No words stand in the picture, so a card may overlap its edge."""

    @property
    def is_band(self) -> bool:
        """Whether the picture may fill the page from side to side."""
        return self.picture is not None and self.is_textless and self.picture.width_px >= 2 * self.picture.height_px


@dataclass(frozen=True, kw_only=True)
class CampaignCard:
    """A campaign as a shelf with two of its shapes."""

    href: str
    title: str
    line: str = ""
    pictures: tuple[Picture, ...] = ()
    languages: tuple[str, ...] = ()
    badges: tuple[Badge, ...] = ()
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class FrontView:
    """The front page. `is_stranger`: nobody is signed in, so it says what the bank is for and how a library gets in."""

    today: date
    is_stranger: bool
    search_href: str
    suggest_href: str = ""
    hero: Hero | None = None
    campaigns: tuple[CampaignCard, ...] = ()
    campaigns_href: str = ""
    newest: tuple[Card, ...] = ()
    newest_href: str = ""
    newest_total: int = 0
    drafts: tuple[Card, ...] = ()
    drafts_href: str = ""
    drafts_total: int = 0
    upload_href: str = ""
    """Empty where the viewer may not bring anything in."""


@dataclass(frozen=True, kw_only=True)
class CampaignsView:
    """All campaigns that the viewer sees."""

    campaigns: tuple[CampaignCard, ...] = ()
    new_href: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageShelf:
    """One message of a campaign and the assets that say it."""

    title: str
    number: int
    cards: tuple[Card, ...] = ()
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class CampaignView:
    """One campaign's plain page."""

    crumbs: tuple[Crumb, ...]
    title: str
    line: str = ""
    lang: str = ""
    picture: Picture | None = None
    badge: Badge | None = None
    starts: date | None = None
    ends: date | None = None
    terms: str = ""
    alteration: str = ""
    owner: str = ""
    messages: tuple[MessageShelf, ...] = ()
    others: tuple[Card, ...] = ()
    """Assets of the campaign that stand under no message."""
    search_href: str = ""
    edit_href: str = ""
    upload_href: str = ""
    files: int = 0
    links: tuple[Link, ...] = ()
