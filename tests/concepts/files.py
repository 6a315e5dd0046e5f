"""Small vocabularies as files, and what an import makes of them."""

from mediabank.concepts import importing
from mediabank.concepts.words import forget, words
from mediabank.models import Concept, Vocabulary

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""
BASE = "https://words.example/dyr"


def turtle(*concepts, base=BASE, title="Dyr"):
    """A vocabulary of these lines of Turtle, each about one concept: `katt skos:prefLabel "katt"@nb`."""
    about = f'<{base}> a skos:ConceptScheme ; skos:prefLabel "{title}"@nb .\n'
    lines = "".join(f"d:{each} ; a skos:Concept ; skos:inScheme <{base}> .\n" for each in concepts)
    return f"{HEAD}@prefix d: <{base}/> .\n{about}{lines}"


ANIMALS = (
    'dyr skos:prefLabel "dyr"@nb, "animals"@en',
    'katt skos:prefLabel "katt"@nb ; skos:altLabel "pus"@nb ; skos:broader d:dyr ; skos:related d:hund',
    'hund skos:prefLabel "hund"@nb ; skos:broader d:dyr ; skos:related d:katt ; foaf:depiction <https://e.example/h>',
)
ANIMAL_FILE = turtle(*ANIMALS)


async def looked(text, *, slug="", file_name="dyr.ttl", by=None):
    """The import of a file, looked through."""
    async with importing.Arriving(file_name) as arriving:
        await arriving.write(text if isinstance(text, bytes) else text.encode())
        row = await arriving.finish(slug=slug, by=by, later=False)
    return await importing.look(row.id)


async def imported(text, **given):
    """The import of a file, applied."""
    row = await looked(text, **given)
    assert row.state == importing.READ, row.report
    await importing.approve(row.id, by=None)
    return await importing.apply(row.id)


def counts(row):
    """What an import counts, without what is nought and how many concepts the file has."""
    return {name: n for name, n in row.report["counts"].items() if n and name not in {"same", "concepts"}}


async def known(slug="dyr"):
    """Slug → word of a vocabulary, as everybody sees it now."""
    forget()
    return {each.slug: each for each in (await words()).vocabularies[slug]}


async def row_of(slug, vocabulary="dyr"):
    """The row of a concept."""
    return await Concept.get(vocabulary__slug=vocabulary, slug=slug)


async def vocabulary(slug="dyr"):
    """The row of a vocabulary."""
    return await Vocabulary.get(slug=slug)
