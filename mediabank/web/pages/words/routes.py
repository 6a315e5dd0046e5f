"""The addresses of those who tend words: each asks for the permission, its endpoint for the very vocabulary."""

from collections.abc import Sequence

from mediabank.web.pages.words import concept, desk, saving, tree, vocabulary
from mediabank.web.routing import Route

POST = ("POST",)
MAY = "concept:edit"

ROUTES: Sequence[Route] = (
    Route("/concepts", desk.desk_page, may=MAY),
    Route("/concepts/{vocabulary}", vocabulary.vocabulary_page, may=MAY),
    Route("/concepts/{vocabulary}", saving.create_now, may=MAY, methods=POST),
    Route("/concepts/{vocabulary}/branch", tree.branch, may=MAY, name="words_branch"),
    Route("/concepts/{vocabulary}/{concept}", concept.concept_page, may=MAY),
    Route("/concepts/{vocabulary}/{concept}", saving.concept_now, may=MAY, methods=POST),
    Route("/concepts/{vocabulary}/{concept}/find", saving.find_piece, may=MAY),
)
