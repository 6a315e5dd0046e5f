"""The addresses of those who tend words: each asks for the permission, its endpoint for the very vocabulary."""

from collections.abc import Sequence

from mediabank.web.pages.words import (
    acting,
    choosing,
    concept,
    desk,
    editions,
    findings,
    history,
    importing,
    merging,
    naming,
    proposing,
    saving,
    sorting,
    splitting,
    spreadsheets,
    translating,
    tree,
    vocabulary,
)
from mediabank.web.routing import Route

POST = ("POST",)
MAY = "concept:edit"
ONE = "/concepts/{vocabulary}/{concept}"

ROUTES: Sequence[Route] = (
    Route("/concepts", desk.desk_page, may=MAY),
    Route("/concepts/history", history.history_page, may=MAY, name="concepts_history"),
    Route("/concepts/undo", history.undo_now, may=MAY, methods=POST, name="concepts_undo"),
    Route("/concepts/proposals", proposing.proposals_page, may=MAY),
    Route("/concepts/findings", findings.findings_page, may=MAY),
    Route("/concepts/findings", findings.findings_now, may=MAY, methods=POST),
    Route("/concepts/duplicates", merging.duplicates_page, may=MAY),
    Route("/concepts/splits", sorting.splits_page, may=MAY),
    Route("/concepts/translations", translating.translations_page, may=MAY),
    Route("/concepts/translations", translating.translations_now, may=MAY, methods=POST),
    Route("/concepts/translations.csv", spreadsheets.csv_out, may=MAY, name="translations_csv"),
    Route(
        "/concepts/translations/file",
        spreadsheets.csv_in,
        may=MAY,
        methods=POST,
        name="translations_file",
        body_limit_bytes=spreadsheets.BODY_LIMIT_BYTES,
    ),
    Route("/concepts/translations/apply", spreadsheets.csv_apply, may=MAY, methods=POST, name="translations_apply"),
    Route("/concepts/vocabularies/new", naming.new_page, may=MAY, name="vocabulary_new_page"),
    Route("/concepts/vocabularies/new", naming.new_now, may=MAY, methods=POST, name="vocabulary_new_now"),
    Route("/concepts/vocabularies/{vocabulary}", naming.change_page, may=MAY, name="vocabulary_change_page"),
    Route(
        "/concepts/vocabularies/{vocabulary}", naming.change_now, may=MAY, methods=POST, name="vocabulary_change_now"
    ),
    Route(
        "/concepts/vocabularies/{vocabulary}/editions",
        editions.edition_now,
        may=MAY,
        methods=POST,
        name="vocabulary_edition_now",
    ),
    Route("/concepts/import", importing.import_page, may=MAY),
    Route(
        "/concepts/import",
        importing.import_now,
        may=MAY,
        methods=POST,
        body_limit_bytes=importing.BODY_LIMIT_BYTES,
    ),
    Route("/concepts/import/{run}", importing.run_page, may=MAY, name="import_run_page"),
    Route("/concepts/import/{run}", importing.run_now, may=MAY, methods=POST, name="import_run_now"),
    Route("/concepts/{vocabulary}", vocabulary.vocabulary_page, may=MAY),
    Route("/concepts/{vocabulary}", saving.create_now, may=MAY, methods=POST, name="concept_create_now"),
    Route("/concepts/{vocabulary}/branch", tree.branch, may=MAY, name="concepts_branch"),
    Route(ONE, concept.concept_page, may=MAY),
    Route(ONE, saving.concept_now, may=MAY, methods=POST),
    Route(f"{ONE}/find", choosing.find_piece, may=MAY, name="concept_find"),
    Route(f"{ONE}/history", history.concept_history_page, may=MAY, name="concept_history"),
    Route(f"{ONE}/move", acting.move_page, may=MAY, name="concept_move_page"),
    Route(f"{ONE}/move", acting.move_now, may=MAY, methods=POST, name="concept_move_now"),
    Route(f"{ONE}/merge", merging.merge_page, may=MAY, name="concept_merge_page"),
    Route(f"{ONE}/merge", merging.merge_now, may=MAY, methods=POST, name="concept_merge_now"),
    Route(f"{ONE}/proposal", proposing.proposal_now, may=MAY, methods=POST, name="concept_proposal_now"),
    Route(f"{ONE}/split", splitting.split_page, may=MAY, name="concept_split_page"),
    Route(f"{ONE}/split", splitting.split_now, may=MAY, methods=POST, name="concept_split_now"),
    Route(f"{ONE}/sort", sorting.sort_page, may=MAY, name="concept_sort_page"),
    Route(f"{ONE}/sort", sorting.sort_now, may=MAY, methods=POST, name="concept_sort_now"),
    Route(f"{ONE}/unsort", sorting.back_now, may=MAY, methods=POST, name="concept_unsort_now"),
    Route(f"{ONE}/deprecate", acting.deprecate_page, may=MAY, name="concept_deprecate_page"),
    Route(f"{ONE}/deprecate", acting.deprecate_now, may=MAY, methods=POST, name="concept_deprecate_now"),
    Route(f"{ONE}/restore", acting.restore_now, may=MAY, methods=POST, name="concept_restore_now"),
)
