"""The addresses of the public pages of words; where there is data too, the page is what browsers ask for."""

from collections.abc import Sequence

from mediabank.web.linked import catalog as described
from mediabank.web.linked.sharing import READ
from mediabank.web.pages.vocab import catalog, concept, listing, vocabulary
from mediabank.web.routing import OPEN, Route

ONE = "/vocab/{vocabulary}"

ROUTES: Sequence[Route] = (
    Route("/vocab", listing.vocabularies_page, guard=OPEN, methods=READ),
    Route(ONE, vocabulary.vocabulary, guard=OPEN, methods=READ),
    Route(f"{ONE}/branch", vocabulary.branch, guard=OPEN, name="vocabulary_branch"),
    Route(f"{ONE}/version/{{day}}", vocabulary.edition, guard=OPEN, methods=READ),
    Route(f"{ONE}/{{concept}}", concept.concept, guard=OPEN, methods=READ),
    Route("/catalog", catalog.catalog_page, guard=OPEN, methods=READ),
    Route("/catalog.{suffix}", catalog.catalog_file, guard=OPEN, methods=READ),
    Route("/.well-known/void", described.void, guard=OPEN, methods=READ),
)
