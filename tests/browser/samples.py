"""Invented values for every template, as full as a page can be."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from mediabank.web import shown as s

NOW = datetime(2027, 6, 7, 9, 12, tzinfo=UTC)
LANGUAGES = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("se", "Davvisámegiella"), ("en", "English"))


@dataclass(frozen=True)
class Sample:
    """A template, its view and who is looking."""

    template: str
    view: object
    signed_in: bool = True
    keeper: bool = False
    here: str = ""
    toast: s.Toast | None = None


def page_around(sample: Sample, lang: str, *, partial: bool = False) -> s.Page:
    """The frame of a sample."""
    keys = ["campaigns", "search", *(["workbench", "tasks", "status"] if sample.keeper else []), "help"]
    viewer = s.ViewerShown(name="Ingrid Solheim", line="Bibliotek24, redaktør") if sample.keeper else None
    if sample.signed_in and not sample.keeper:
        viewer = s.ViewerShown(name="Fjordvik bibliotek", line="Anne Vik")
    return s.Page(
        lang=lang,
        menu=tuple(s.MenuItem(key=f"menu.{key}", href=f"/{key}", current=key == sample.here) for key in keys),
        languages=tuple(
            s.LanguageLink(code=code, lang=code, name=name, href=f"?lang={code}", current=code == lang)
            for code, name in LANGUAGES
        ),
        viewer=viewer,
        toast=sample.toast,
        partial=partial,
    )


def pic(width: int, height: int, hue: int, alt: str = "") -> s.Picture:
    return s.Picture(src=f"/picture/{width}/{height}/{hue}", width_px=width, height_px=height, alt=alt)


YES = s.Badge(text="Kan brukes", tone="yes")
LIMITED = s.Badge(text="Bare skjerm og nett", tone="waiting")
DRAFT = s.Badge(text="Utkast", tone="waiting")
PUBLISHED = s.Badge(text="Publisert", tone="yes")
SHAPES = [
    ("Les mer i sommer", "Plakat A3, nb", (452, 640), 30, YES),
    ("Leser på brygga", "Foto, uten tekst", (640, 427), 210, YES),
    ("Ta med boka på tur", "Skjerm 16:9, nb", (640, 360), 230, YES),
    ("Gutt leser under treet", "Foto, person i bildet", (640, 427), 110, LIMITED),
    ("Lån på mobilen", "Innlegg 1:1, nb", (640, 640), 40, YES),
    ("Ti bøker før skolestart", "Skjerm 9:16, nb", (360, 640), 150, YES),
    ("Ta med boka på tur", "Plakat A3, nb", (452, 640), 235, YES),
    ("Bok i ettermiddagslys", "Foto, uten tekst", (640, 427), 35, YES),
    ("Leser i gråvær", "Foto, uten tekst", (640, 427), 200, YES),
    ("Les mer i sommer", "Story, nb", (360, 640), 25, YES),
]
CARDS = tuple(
    s.Card(href="/asset", title=title, line=line, picture=pic(*shape, hue), badge=badge)
    for title, line, shape, hue, badge in SHAPES
)
NO_PICTURE = s.Card(href="/asset", title="Film om lesing", line="Film, nb", kind="video", badge=YES)
CAMPAIGNS = tuple(
    s.CampaignCard(href="/campaign", title=title, line=line, pictures=pictures, languages=languages)
    for title, line, pictures, languages in [
        ("Ro i hodet", "Folkehelse. Til 30. juni", (pic(452, 640, 220), pic(640, 640, 350)), ("nb", "nn", "en")),
        ("Spør oss!", "Digital hjelp. Hele året", (pic(640, 360, 45), pic(452, 640, 45)), ("nb", "nn")),
        ("Åpent for deg", "Meråpent bibliotek", (pic(452, 640, 280), pic(640, 360, 280)), ("nb", "nn", "en")),
    ]
)
HERO = s.Hero(
    title="Les mer i sommer",
    href="/campaign",
    line="4 budskap på plakat, skjerm, nett og sosiale medier.",
    picture=pic(1920, 720, 30),
    badge=s.Badge(text="Går nå", tone="yes"),
    starts=date(2027, 6, 1),
    ends=date(2027, 8, 31),
    files=54,
)
FRONT = s.FrontView(
    today=date(2027, 6, 7),
    is_stranger=False,
    search_href="/search",
    suggest_href="/suggest",
    hero=HERO,
    campaigns=CAMPAIGNS,
    campaigns_href="/campaigns",
    newest=(CARDS[1], CARDS[7], CARDS[8]),
    newest_href="/search",
    newest_total=1204,
)


def facet(name: str, label: str, *options: tuple[str, int] | tuple[str, int, str]) -> s.Facet:
    return s.Facet(
        name=name,
        exclude_name=f"not-{name}",
        label=label,
        options=tuple(
            s.FacetOption(
                value=str(index),
                label=option[0],
                count=option[1],
                chosen="x" in option,
                excluded="-" in option,
                lang="se" if option[0].startswith("Davvi") else "",
            )
            for index, option in enumerate(options)
        ),
    )


SEARCH = s.SearchView(
    query="sommer lese ute",
    action_href="/search",
    suggest_href="/suggest",
    total=60,
    hits=(*CARDS, NO_PICTURE),
    facets=(
        facet("use", "Kan brukes til", ("Infoskjerm", 60), ("Nettside", 58), ("Sosiale medier", 49), ("Trykk", 44)),
        facet(
            "language",
            "Språk",
            ("Bokmål", 38, "x"),
            ("Nynorsk", 29),
            ("Davvisámegiella", 0),
            ("English", 27),
            ("Uten tekst", 22, "x"),
        ),
        facet(
            "material-type",
            "Materialtype",
            ("Fotografi", 22),
            ("Plakat", 14),
            ("Skjermbilde", 16),
            ("Innlegg", 8),
            ("Story", 5),
            ("Film", 2, "-"),
        ),
        facet("campaign", "Kampanje", ("Les mer i sommer", 31), ("Ro i hodet", 6), ("Bibliotek24-bildene", 14)),
    ),
    dates=s.DateRange(label="Lagt inn", from_name="from", to_name="to", from_value="2027-01-01"),
    chips=(
        s.Chip(label="Bokmål", href="?"),
        s.Chip(label="Uten tekst", href="?"),
        s.Chip(label="Film", href="?", excluded=True),
    ),
    reset_href="/search",
    sorts=(
        s.SortOption(value="new", label="Nyeste først", chosen=True),
        s.SortOption(value="best", label="Beste treff først"),
    ),
    more_href="/search?page=2",
    more_count=24,
    did_you_mean="sommarles",
    did_you_mean_href="/search?q=sommarles",
)
EMPTY_SEARCH = replace(
    SEARCH,
    query="snøscooter",
    total=0,
    hits=(),
    more_href="",
    did_you_mean="",
    near_by=(s.NearBy(label="på bokmål", href="?", count=2), s.NearBy(label="uten tekst", href="?", count=5)),
)
USE = s.UseAnswer(
    answer="yes",
    until=date(2027, 8, 31),
    rows=(
        s.Permission(label="Lisens", condition="CC BY-NC-ND 4.0", href="https://creativecommons.org/"),
        s.Permission(label="Kreditering", condition="Skal stå sammen med bildet"),
        s.Permission(label="Endre teksten", condition="Be om ny versjon", allowed=False),
        s.Permission(label="Beskjære", condition="Ja, men motivet skal være helt", allowed=True),
    ),
)
ASSET = s.AssetView(
    title="Les mer i sommer",
    crumbs=(
        s.Crumb(label="Kampanjer", href="/campaigns"),
        s.Crumb(label="Les mer i sommer", href="/campaign"),
        s.Crumb(label="Plakat A3"),
    ),
    line="Plakat A3, bokmål",
    picture=pic(1131, 1600, 30, "Et seilskip av boksider foran en rød sol"),
    badges=(s.Badge(text="300 dpi på A3", tone="plain"), s.Badge(text="CMYK", tone="plain")),
    sizes=s.Sizes(
        main=s.Size(
            label="Last ned plakaten",
            href="/take",
            line="PDF til egen skriver",
            size_bytes=3_800_000,
            file_name="a.pdf",
        ),
        others=(
            s.Size(label="Nett, WebP", href="/take", line="1200 × 1697", size_bytes=184_000),
            s.Size(label="Skjerm 16:9, JPEG", href="/take", line="1920 × 1080"),
            s.Size(label="Original, PDF", href="/take", line="Fargeprofil ISO Coated v2", size_bytes=61_000_000),
        ),
    ),
    use=USE,
    credit=s.CreditLine(text="Illustrasjon: Mari Aasen / Bibliotek24"),
    description="Plakat til sommerkampanjen. Henges ved inngangen og i barneavdelingen.",
    languages=(
        s.Card(href="", title="Bokmål", line="vises nå", picture=pic(452, 640, 30)),
        s.Card(href="/asset", title="Nynorsk", picture=pic(452, 640, 32), lang="nn"),
        s.Card(href="/asset", title="English", picture=pic(452, 640, 34), lang="en"),
    ),
    variants=(
        s.Card(href="/asset", title="Skjerm 16:9", picture=pic(640, 360, 30)),
        s.Card(href="/asset", title="Story", picture=pic(360, 640, 30)),
        s.Card(href="/asset", title="Innlegg 1:1", picture=pic(640, 640, 30)),
        s.Card(href="/asset", title="Nettbanner", picture=pic(640, 213, 30)),
        s.Card(href="/asset", title="Film", kind="video"),
    ),
    facts=(
        s.Fact(label="Opphaver", values=(s.FactValue(text="Mari Aasen, illustratør"),)),
        s.Fact(label="Lagt inn av", values=(s.FactValue(text="Bibliotek24, 3. mai 2027"),)),
        s.Fact(label="Emne", values=tuple(s.FactValue(text=each, href="?") for each in ("lesing", "sommer"))),
        s.Fact(label="Fast adresse", values=(s.FactValue(text="mediebanken.example/id/asset/7k2m9bcdfg", href="?"),)),
    ),
)
MISSING = (
    s.Problem(text="Skriv en alternativ tekst på bokmål.", anchor="altText-nb", label="Alternativ tekst"),
    s.Problem(text="Si om personene har samtykket.", anchor="modelRelease", label="Samtykke fra person"),
)
KEEPING = s.Keeping(
    state=DRAFT,
    reaches="Medlemsbibliotek ser den når den er publisert.",
    available_from=NOW,
    expires=datetime(2027, 8, 31, 22, 0, tzinfo=UTC),
    describe_href="/describe",
    missing=MISSING,
    withdraw_href="/withdraw",
    withdraw_reasons=(s.Reason(value="consent", label="Samtykket er trukket"),),
    bin=s.Action(href="/bin", label="Legg i papirkurven"),
    new_version_href="/upload",
    history_href="/history",
)


def one(name: str, label: str, kind: str = "text", **more: object) -> s.Field:
    """A field with a single control."""
    control = {key: more.pop(key) for key in ("value", "options", "proposed", "error", "hint", "values") if key in more}
    return s.Field(
        id=f"field-{name}",
        label=label,
        inputs=(s.Input(id=name, name=name, kind=kind, label=label, **control),),
        **more,
    )


def in_languages(name: str, label: str, nb: str = "", error: str = "", **more: object) -> s.Field:
    return s.Field(
        id=f"field-{name}",
        label=label,
        layout="languages",
        inputs=tuple(
            s.Input(
                id=f"{name}-{code}",
                name=f"{name}.{code}",
                kind="text",
                label=language,
                lang=code,
                value=nb if code == "nb" else "",
                error=error if code == "nb" else "",
                proposed=bool(nb) and code == "nb",
            )
            for code, language in LANGUAGES
            if code != "se"
        ),
        **more,
    )


def chosen(*labels: str) -> tuple[s.Option, ...]:
    return tuple(s.Option(value=f"v{i}", label=label.strip("*"), chosen="*" in label) for i, label in enumerate(labels))


DESCRIBE = s.DescribeView(
    action_href="/describe",
    back_href="/asset",
    title="tre-04",
    crumbs=(s.Crumb(label="Arbeidsbord", href="/workbench"), s.Crumb(label="tre-04")),
    picture=pic(640, 427, 110, "Gutt med bok under et tre"),
    file_line="tre-04.jpg, JPEG, 24,1 MB",
    groups=(
        s.FormGroup(
            id="text",
            label="Tekst",
            fields=(
                in_languages(
                    "title", "Tittel", "Gutt leser under treet", help="Et kort navn du selv ville søkt etter."
                ),
                in_languages(
                    "altText",
                    "Alternativ tekst",
                    missing=True,
                    obligation="must",
                    error="Skriv en setning om det som vises, for eksempel «Gutt leser under et tre».",
                ),
                one("description", "Beskrivelse", "long", help="Hva materialet er, og hvordan det brukes."),
            ),
        ),
        s.FormGroup(
            id="subject",
            label="Emne og kampanje",
            fields=(
                one(
                    "surface",
                    "Flate",
                    "select",
                    options=(
                        s.Option(value="", label="Velg"),
                        s.Option(value="a3", label="Plakat A3", group="Trykk"),
                        s.Option(value="a4", label="Plakat A4", group="Trykk"),
                        s.Option(value="169", label="Skjerm 16:9", group="Skjerm", chosen=True),
                    ),
                ),
                one(
                    "subject",
                    "Emne",
                    "checkboxes",
                    options=chosen(*[f"emne {i}" for i in range(20)], "*lesing"),
                    obligation="should",
                ),
                s.Field(
                    id="field-audience",
                    label="Målgruppe",
                    inputs=(
                        s.Input(
                            id="audience",
                            name="audience",
                            kind="picker",
                            label="Målgruppe",
                            suggest_href="/suggest",
                            options=chosen("*Barn", "Ungdom", "Voksne"),
                        ),
                    ),
                ),
            ),
        ),
        s.FormGroup(
            id="rights",
            label="Rettigheter og samtykke",
            fields=(
                one(
                    "modelRelease",
                    "Samtykke fra person",
                    "radio",
                    missing=True,
                    obligation="must",
                    options=chosen("Alle har sagt ja", "Ingen kan kjennes igjen", "Ikke avklart"),
                    error="Velg ett av svarene.",
                ),
                s.Field(
                    id="field-consent",
                    label="Samtykke",
                    layout="members",
                    inputs=(
                        s.Input(id="consent-until", name="consent.validUntil", kind="date", label="Gjelder til"),
                        s.Input(id="consent-ref", name="consent.reference", kind="text", label="Hvor det ligger"),
                    ),
                ),
                s.Field(
                    id="field-creator",
                    label="Opphaver",
                    obligation="must",
                    add_name="add",
                    add_value="creator",
                    add_label="Legg til opphaver",
                    rows=(
                        s.Row(
                            id="creator-0",
                            remove_name="remove",
                            remove_value="creator.0",
                            inputs=(
                                s.Input(
                                    id="creator-0-name",
                                    name="creator.0.name",
                                    kind="text",
                                    label="Navn",
                                    value="Jon Lie",
                                    proposed=True,
                                ),
                                s.Input(
                                    id="creator-0-role",
                                    name="creator.0.role",
                                    kind="select",
                                    label="Rolle",
                                    options=chosen("*Fotograf", "Illustratør"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        s.FormGroup(
            id="file",
            label="Fil",
            fields=(
                one("dateCreated", "Laget", "text", value="2027-05-03", proposed=True),
                one("pixelSize", "Størrelse i piksler", "told", values=("6000 × 4000",)),
            ),
        ),
    ),
    bar=s.PublishBar(missing=MISSING, state=DRAFT),
    problems=MISSING,
    proposals=3,
    hidden=(s.HiddenValue(name="revision", value="2"),),
)
ROWS = tuple(
    s.WorkRow(
        href="/asset",
        title=title,
        state=DRAFT if i % 2 else PUBLISHED,
        picture=pic(*shape, hue),
        file_name=f"fil-{i}.jpg",
        missing=i % 3,
        changed=NOW,
        by="Ingrid Solheim",
    )
    for i, (title, _line, shape, hue, _badge) in enumerate(SHAPES)
)
PAGES: dict[str, Sample] = {
    "front": Sample("front.html", FRONT, here="campaigns"),
    "front-stranger": Sample("front.html", replace(FRONT, is_stranger=True, campaigns=CAMPAIGNS[:2]), signed_in=False),
    "front-keeper": Sample(
        "front.html",
        replace(
            FRONT,
            hero=replace(HERO, picture=pic(640, 360, 30)),
            drafts=(*CARDS[3:5], NO_PICTURE),
            drafts_total=7,
            drafts_href="/workbench",
            upload_href="/upload",
        ),
        keeper=True,
    ),
    "search": Sample("search.html", SEARCH, here="search"),
    "search-empty": Sample("search.html", EMPTY_SEARCH, here="search"),
    "asset": Sample("asset.html", ASSET, here="campaigns"),
    "asset-keeper": Sample(
        "asset.html",
        replace(ASSET, keeping=KEEPING),
        keeper=True,
        toast=s.Toast(text="Lagret", undo=s.Action(href="/undo", label="Angre")),
    ),
    "asset-stopped": Sample(
        "asset.html",
        replace(
            ASSET,
            picture=None,
            kind="video",
            no_preview="Vi kan ikke vise film ennå.",
            sizes=s.Sizes(main=None, refused="Logg på for å laste ned."),
            use=s.UseAnswer(answer="no", sentence="Samtykket er trukket.", what_instead="Ta plakaten ned."),
        ),
        signed_in=False,
    ),
    "describe": Sample("describe.html", DESCRIBE, keeper=True, here="workbench"),
    "publish": Sample(
        "publish.html",
        s.GateView(
            title="tre-04",
            back_href="/asset",
            describe_href="/describe",
            problems=tuple(replace(each, anchor=f"/describe#{each.anchor}") for each in MISSING),
            warnings=(s.Problem(text="Bare 110 dpi på A3, blir uskarp."),),
        ),
        keeper=True,
    ),
    "workbench": Sample(
        "workbench.html",
        s.WorkbenchView(
            rows=ROWS,
            total=64,
            upload_href="/upload",
            new_campaign_href="/new",
            bin_href="/bin",
            more_href="?page=2",
            filters=(
                s.CountedLink(href="?", label="Alle", count=64, current=True),
                s.CountedLink(href="?", label="Bare det som mangler", count=13),
            ),
        ),
        keeper=True,
        here="workbench",
    ),
    "upload": Sample(
        "upload.html",
        s.UploadView(
            action_href="/upload",
            kinds="JPEG, PNG, WebP, TIFF og PDF",
            limit_bytes=2 * 10**9,
            workbench_href="/workbench",
        ),
        keeper=True,
        here="workbench",
    ),
    "upload-received": Sample(
        "upload.html",
        s.UploadView(
            action_href="/upload",
            workbench_href="/workbench",
            received=(
                s.ReceivedFile(file_name="brygge-01.jpg", href="/asset"),
                s.ReceivedFile(file_name="skjaergard-07.exe", problem="Denne filtypen tar vi ikke imot."),
            ),
        ),
        keeper=True,
        here="workbench",
    ),
    "history": Sample(
        "history.html",
        s.HistoryView(
            title="tre-04",
            back_href="/asset",
            revisions=(
                s.RevisionShown(
                    number=2,
                    at=NOW,
                    by="Ingrid Solheim",
                    current=True,
                    changes=(s.Change(label="Tittel (nb)", before="tre-04", after="Gutt leser under treet"),),
                ),
                s.RevisionShown(
                    number=1,
                    at=NOW,
                    by="Ingrid Solheim",
                    go_back=s.Action(href="/back", label="Gå tilbake til denne", icon="undo"),
                ),
            ),
            versions=(
                s.VersionShown(
                    number=1,
                    at=NOW,
                    by="Ingrid Solheim",
                    file_name="tre-04.jpg",
                    size_bytes=24_100_000,
                    href="/take",
                    current=True,
                ),
            ),
        ),
        keeper=True,
    ),
    "bin": Sample(
        "bin.html",
        s.BinView(
            workbench_href="/workbench",
            assets=(
                s.BinnedAsset(
                    card=CARDS[1],
                    binned=NOW,
                    by="Ingrid Solheim",
                    restore=s.Action(href="/restore", label="Hent tilbake", icon="undo"),
                ),
            ),
        ),
        keeper=True,
    ),
    "campaigns": Sample("campaigns.html", s.CampaignsView(campaigns=CAMPAIGNS, new_href="/new"), here="campaigns"),
    "campaign": Sample(
        "campaign.html",
        s.CampaignView(
            crumbs=(s.Crumb(label="Kampanjer", href="/campaigns"), s.Crumb(label="Les mer i sommer")),
            title="Les mer i sommer",
            line="Få folk i alle aldre til å ta med boka på ferie.",
            picture=pic(640, 360, 30),
            badge=s.Badge(text="Går nå", tone="yes"),
            starts=date(2027, 6, 1),
            ends=date(2027, 8, 31),
            files=10,
            terms="Fri bruk i biblioteket.",
            alteration="Logoen kan settes inn.",
            owner="Bibliotek24",
            search_href="/search",
            messages=(
                s.MessageShelf(title="Les mer i sommer", number=1, cards=CARDS[:5]),
                s.MessageShelf(title="Ta med boka på tur", number=2, cards=CARDS[5:8]),
            ),
            others=CARDS[8:],
        ),
        here="campaigns",
    ),
    "campaign-form": Sample(
        "campaign_form.html",
        s.CampaignFormView(
            action_href="/campaigns",
            back_href="/campaigns",
            is_new=True,
            fields=(in_languages("title", "Tittel"), one("starts", "Fra", "date"), one("ends", "Til", "date")),
        ),
        keeper=True,
    ),
    "sign-in": Sample(
        "sign_in.html",
        s.SignInView(
            action_href="/sign-in",
            email="anne.vik@fjordvik.example",
            problem="E-posten eller passordet stemmer ikke.",
            people=(s.DemoPerson(email="redaktor@bibliotek24.example", line="Redaktør"),),
        ),
        signed_in=False,
    ),
    "problem": Sample(
        "problem.html",
        s.ProblemView(
            status=500, title="Noe gikk galt hos oss", sentence="Vi fikk ikke lagret. Prøv igjen.", error_id="01987"
        ),
        signed_in=False,
    ),
    "tasks": Sample(
        "tasks.html",
        s.TasksView(
            owed=2,
            running=1,
            failed=1,
            retry_all=s.Action(href="/tasks/retry", label="Prøv alle igjen"),
            tasks=(
                s.TaskShown(
                    name="assets.make_renditions",
                    key="7k2m9bcdfg",
                    state=s.Badge(text="Stoppet", tone="no"),
                    tries=5,
                    changed=NOW,
                    last_error="OSError: disk full",
                    retry=s.Action(href="/retry", label="Prøv igjen"),
                ),
                s.TaskShown(
                    name="search.index", key="7k2m9bcdfg", state=s.Badge(text="Venter"), tries=0, not_before=NOW
                ),
            ),
        ),
        keeper=True,
        here="tasks",
    ),
    "status": Sample(
        "status.html",
        s.StatusView(
            at=NOW,
            version="0.1.0",
            tasks_href="/tasks",
            checks=(
                s.CheckShown(label="Lager", state=s.Badge(text="Svarer", tone="yes"), line="41 GB ledig"),
                s.CheckShown(
                    label="Sandkasse", state=s.Badge(text="Bare nett", tone="waiting"), line="seccomp mangler"
                ),
            ),
        ),
        keeper=True,
        here="status",
    ),
    "help": Sample("help.html", None, signed_in=False, here="help"),
    "components": Sample("components.html", None, keeper=True),
}
