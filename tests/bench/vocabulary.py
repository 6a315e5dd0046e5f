"""A made-up vocabulary of 20,000 concepts as a file: three names each, another word, a definition, a tree of eights."""

from collections.abc import Iterator

CONCEPTS = 20_000
SLUG = "stor"
ADDRESS = f"https://words.example/{SLUG}"
BRANCHES = 8
RELATED_EVERY = 5
SYLLABLES = ("le", "bok", "mer", "plak", "at", "høst", "blå", "fjell", "nord", "lys", "tid", "skri", "kunst", "rom")
HEAD = f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix v: <{ADDRESS}/> .
<{ADDRESS}> a skos:ConceptScheme ; skos:prefLabel "Stor ordliste"@nb, "Large vocabulary"@en .
"""


def turtle(called: str = "") -> bytes:
    """The file; `called` is put into every concept's Norwegian name."""
    return (HEAD + "\n".join(_lines(called))).encode()


def name(number: int) -> str:
    """A word that sounds like ours; no two are the same."""
    said, rest = "", number
    while True:
        said += SYLLABLES[rest % len(SYLLABLES)]
        rest //= len(SYLLABLES)
        if not rest:
            return f"{said} {number}"


def _lines(called: str) -> Iterator[str]:
    for number in range(CONCEPTS):
        word = name(number)
        above = f" ; skos:broader v:c{(number - 1) // BRANCHES}" if number >= BRANCHES else ""
        beside = f" ; skos:related v:c{number * 7919 % CONCEPTS}" if number % RELATED_EVERY == 1 else ""
        yield (
            f"v:c{number} a skos:Concept ; skos:inScheme <{ADDRESS}> ; "
            f'skos:prefLabel "{called}{word}"@nb, "{word} på nynorsk"@nn, "{word} in English"@en ; '
            f'skos:altLabel "annet ord for {word}"@nb ; skos:definition "Hva {word} er."@nb{above}{beside} .'
        )
