"""The addresses of the metadata scheme: open ones for everybody, and those on which it is changed."""

from collections.abc import Sequence

from mediabank.web.pages.scheme import desk, field, groups, languages, public, versions
from mediabank.web.routing import OPEN, Route

MAY = "scheme:edit"
POST, READ = ("POST",), ("GET", "OPTIONS")

ROUTES: Sequence[Route] = (
    Route("/scheme", public.scheme_page, guard=OPEN, methods=READ),
    Route("/scheme.ttl", public.scheme_turtle, guard=OPEN, methods=READ),
    Route("/scheme/field/{field}", public.term, guard=OPEN, name="scheme_field"),
    Route("/ns/{field}", public.term, guard=OPEN, name="scheme_term"),
    Route("/scheme/edit", desk.edit_page, may=MAY, name="scheme_edit_page"),
    Route("/scheme/edit", desk.edit_now, may=MAY, methods=POST, name="scheme_edit_now"),
    Route("/scheme/edit/new", field.new_page, may=MAY, name="scheme_new_page"),
    Route("/scheme/edit/new", field.new_now, may=MAY, methods=POST, name="scheme_new_now"),
    Route("/scheme/edit/versions", versions.versions_page, may=MAY, name="scheme_versions_page"),
    Route("/scheme/edit/versions/{number:int}", versions.again_now, may=MAY, methods=POST, name="scheme_again_now"),
    Route("/scheme/edit/upload", versions.upload_page, may=MAY, name="scheme_upload_page"),
    Route("/scheme/edit/upload", versions.upload_now, may=MAY, methods=POST, name="scheme_upload_now"),
    Route("/scheme/edit/groups", groups.groups_page, may=MAY, name="scheme_groups_page"),
    Route("/scheme/edit/groups", groups.groups_now, may=MAY, methods=POST, name="scheme_groups_now"),
    Route("/scheme/edit/languages", languages.languages_page, may=MAY, name="scheme_languages_page"),
    Route("/scheme/edit/languages", languages.languages_now, may=MAY, methods=POST, name="scheme_languages_now"),
    Route("/scheme/edit/{field}", field.field_page, may=MAY, name="scheme_field_page"),
    Route("/scheme/edit/{field}", field.field_now, may=MAY, methods=POST, name="scheme_field_now"),
    Route("/scheme/edit/{field}/retire", field.retire_page, may=MAY, name="scheme_retire_page"),
    Route("/scheme/edit/{field}/retire", field.retire_now, may=MAY, methods=POST, name="scheme_retire_now"),
    Route("/scheme/edit/{field}/restore", field.restore_now, may=MAY, methods=POST, name="scheme_restore_now"),
    Route("/scheme/{number}", public.scheme_numbered, guard=OPEN, methods=READ),
)
