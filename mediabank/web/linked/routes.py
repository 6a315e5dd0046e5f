"""The addresses at which everybody reads the words, as data for every site."""

from collections.abc import Sequence

from mediabank.web.linked import changes, rest
from mediabank.web.linked.sharing import READ
from mediabank.web.routing import OPEN, Route

ONE, REST = "/vocab/{vocabulary}", "/rest/v1"
VERBS = {"search": rest.search, "label": rest.label, "broader": rest.broader, "narrower": rest.narrower}

ROUTES: Sequence[Route] = (
    Route("/vocab/changes", changes.changes, guard=OPEN, methods=READ, name="all_changes"),
    Route("/vocab/changes.{suffix}", changes.changes, guard=OPEN, methods=READ, name="all_changes_as"),
    Route(f"{ONE}/changes", changes.changes, guard=OPEN, methods=READ, name="vocab_changes"),
    Route(f"{ONE}/changes.{{suffix}}", changes.changes, guard=OPEN, methods=READ, name="vocab_changes_as"),
    *(
        Route(f"{REST}{scope}/{verb}", endpoint, guard=OPEN, methods=READ, name=f"rest_{verb}{'_in' if scope else ''}")
        for scope in ("", "/{vocabulary}")
        for verb, endpoint in VERBS.items()
    ),
)
