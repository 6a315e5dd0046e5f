"""The API as programs use it: a file comes in with its description, is changed, published, withdrawn, binned."""

import asyncio
import json

import pytest

from mediabank.models import Asset, Audit, Key, Person, Revision, Role
from tests.web.asking import bring, codes, counted, unaccounted
from tests.web.material import DESCRIBED, described, picture

MERGE = {"Content-Type": "application/merge-patch+json"}


async def patch(asks, id_, changes, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await asks.patch(f"/api/v1/assets/{id_}", content=json.dumps(changes), headers=MERGE | named)


@pytest.fixture
async def draft(editor):
    """The id of a described draft of the editor's library."""
    return (await bring(editor, description=DESCRIBED)).json()["id"]


# --- bringing in


async def test_a_file_and_its_description_become_an_asset_at_an_address(editor):
    answer = await bring(editor, description=DESCRIBED)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/assets/{answer.json()['id']}"
    assert (await editor.get(answer.headers["Location"])).json() == answer.json()


async def test_the_description_comes_back_as_it_was_given(editor):
    said = (await bring(editor, description=DESCRIBED)).json()["description"]
    assert {name: said[name] for name in DESCRIBED} == DESCRIBED


async def test_a_file_without_description_is_titled_by_its_name(editor):
    answer = await bring(editor, file_name="papirbåt i sola.jpg")
    assert answer.json()["description"]["title"] == {"nb": "papirbåt i sola"}


async def test_every_fault_of_a_description_is_told_at_once(editor):
    answer = await bring(
        editor, description={"title": {"nb": "x" * 5000}, "farge": "rød", "audience": ["marsboere"], "expires": "snart"}
    )
    assert answer.status_code == 422
    assert set(codes(answer)) == {
        ("title", "too_long"),
        ("farge", "unknown_field"),
        ("audience", "not_in_vocabulary"),
        ("expires", "wrong_type.date_time"),
    }
    assert await counted() == (0, 0, 0)


async def test_a_fault_says_where_inside_the_field_it_is(editor):
    answer = await bring(editor, description={"audience": ["voksne", "marsboere"], "title": {"nb": "x", "xx": "y"}})
    places = {each["field"]: each["path"] for each in answer.json()["errors"]}
    assert places == {"audience": [1], "title": ["xx"]}


@pytest.mark.parametrize("written", ["{", "[]", "7", '"x"', "null", "[" * 100_000, '{"title": NaN', "1" * 5000])
async def test_a_description_that_is_no_object_is_told_and_nothing_is_kept(editor, written):
    answer = await editor.post("/api/v1/assets", data={"description": written}, files={"file": ("b.jpg", picture())})
    assert (answer.status_code, codes(answer)) == (400, [("", "not_json")])
    assert await unaccounted() == (set(), set())


async def test_a_form_without_file_is_told(editor):
    answer = await editor.post("/api/v1/assets", files={"description": (None, "{}")})
    assert (answer.status_code, codes(answer)) == (400, [("file", "no_file")])


async def test_two_files_make_one_asset_and_leave_nothing_else(editor):
    files = [("file", ("en.jpg", picture())), ("file", ("to.jpg", picture(colour=(1, 2, 3))))]
    await editor.post("/api/v1/assets", files=files)
    assert await unaccounted() == (set(), set())


async def test_who_brings_in_for_another_organisation_is_refused_and_nothing_is_kept(web, editor):
    await web.organisation("Bergen bibliotek")
    answer = await bring(editor, description=described(ownerLibrary="bergen-bibliotek"))
    assert answer.status_code == 403
    assert await unaccounted() == (set(), set())


async def test_an_organisation_that_is_not_there_is_told_and_nothing_is_kept(editor):
    answer = await bring(editor, description=described(ownerLibrary="NO-0000000"))
    assert (answer.status_code, codes(answer)) == (422, [("ownerLibrary", "not_found")])
    assert await unaccounted() == (set(), set())


async def test_an_editor_of_the_consortium_brings_in_for_any_library(web):
    await web.organisation("Konsortiet", kind="konsortium")
    await web.organisation("Bergen bibliotek")
    central = await web.signed_in("editor", "Konsortiet")
    answer = await bring(central, description=described(ownerLibrary="bergen-bibliotek"))
    assert (answer.status_code, answer.json()["owner"]) == (201, "bergen-bibliotek")


# --- one asset


async def test_its_answer_carries_its_revision_as_etag(editor, draft):
    answer = await editor.get(f"/api/v1/assets/{draft}")
    assert answer.headers["ETag"] == f'"{answer.json()["revision"]}"'


async def test_the_file_is_told_with_its_digest_size_and_measures(editor, draft):
    version = (await editor.get(f"/api/v1/assets/{draft}")).json()["version"]
    assert (version["width"], version["height"], version["mediaType"]) == (64, 48, "image/jpeg")
    assert version["size"] == len(picture())


async def test_every_link_of_an_asset_leads_somewhere(web, editor, draft):
    await web.settle()
    links = (await editor.get(f"/api/v1/assets/{draft}")).json()["links"]
    every = [links["self"], links["page"], links["original"], *links["renditions"].values()]
    assert [(await editor.get(link)).status_code for link in every] == [200] * len(every)
    assert {"thumb", "card", "preview"} <= links["renditions"].keys()


async def test_the_original_comes_back_byte_for_byte(editor, draft):
    answer = await editor.get(f"/api/v1/assets/{draft}/original")
    assert answer.content == picture()


async def test_what_is_private_is_told_only_to_those_who_keep_it(web, editor, reader):
    consent = {"status": "gitt", "reference": "mappe 12"}
    id_ = await web.published(editor, consent=consent, reviewDate="2027-01-01", creator=[
        {"name": "Kari", "unknownReason": "hemmelig"}
    ])  # fmt: skip
    mine = (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]
    theirs = (await reader.get(f"/api/v1/assets/{id_}")).json()["description"]
    assert (mine["consent"], mine["reviewDate"]) == (consent, "2027-01-01")
    assert not {"consent", "reviewDate", "descriptionWriter"} & theirs.keys()
    assert theirs["creator"] == [{"name": "Kari"}]


# --- changing


async def test_a_patch_changes_what_it_names_and_leaves_the_rest(editor, draft):
    answer = await patch(editor, draft, {"creditLine": "Tegning: Ola"})
    assert answer.json()["description"]["creditLine"] == "Tegning: Ola"
    assert answer.json()["description"]["title"] == DESCRIBED["title"]


async def test_null_takes_a_value_away_also_inside_a_field(editor, draft):
    said = (await patch(editor, draft, {"creditLine": None, "title": {"nn": None}})).json()["description"]
    assert "creditLine" not in said
    assert said["title"] == {"nb": "Les mer i sommer"}


async def test_a_list_is_replaced_whole(editor, draft):
    said = (await patch(editor, draft, {"alteration": ["ingen"]})).json()["description"]
    assert said["alteration"] == ["ingen"]


async def test_a_patch_that_changes_nothing_makes_no_revision(editor, draft):
    before = await Revision.all().count()
    assert (await patch(editor, draft, {"creditLine": DESCRIBED["creditLine"]})).status_code == 200
    assert await Revision.all().count() == before


async def test_the_revision_seen_is_accepted_and_turned(editor, draft):
    tag = (await editor.get(f"/api/v1/assets/{draft}")).headers["ETag"]
    answer = await patch(editor, draft, {"creditLine": "ny"}, If_Match=tag)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


async def test_a_change_on_top_of_another_change_is_refused_and_changes_nothing(editor, draft):
    tag = (await editor.get(f"/api/v1/assets/{draft}")).headers["ETag"]
    await patch(editor, draft, {"creditLine": "min"}, If_Match=tag)
    answer = await patch(editor, draft, {"creditLine": "din"}, If_Match=tag)
    assert answer.status_code == 412
    assert (await editor.get(f"/api/v1/assets/{draft}")).json()["description"]["creditLine"] == "min"


async def test_of_ten_changes_at_once_to_one_revision_one_is_taken(editor, draft):
    tag = (await editor.get(f"/api/v1/assets/{draft}")).headers["ETag"]
    answers = await asyncio.gather(*(patch(editor, draft, {"creditLine": f"{n}"}, If_Match=tag) for n in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 9


@pytest.mark.parametrize("tag", ["", "abc", '"-1"', '"1.0"', '"99999999999999999999"', '"\u00b2"', '"1", "2"'])
async def test_an_if_match_that_is_no_revision_is_told(editor, draft, tag):
    answer = await patch(editor, draft, {"creditLine": "x"}, If_Match=tag.encode("latin-1"))
    assert (answer.status_code, codes(answer)) == (400, [("", "if_match")])


@pytest.mark.parametrize("tag", ["*", " * "])
async def test_any_revision_may_be_meant(editor, draft, tag):
    assert (await patch(editor, draft, {"creditLine": "x"}, If_Match=tag)).status_code == 200


async def test_every_fault_of_a_change_is_told_at_once_and_nothing_is_saved(editor, draft):
    answer = await patch(editor, draft, {"title": None, "farge": 1, "subject": ["ukjent"], "creditLine": "ny"})
    assert answer.status_code == 422
    assert {("farge", "unknown_field"), ("subject", "not_in_vocabulary")} <= set(codes(answer))
    assert {field for field, _ in codes(answer)} == {"title", "farge", "subject"}
    assert (await editor.get(f"/api/v1/assets/{draft}")).json()["description"]["creditLine"] == DESCRIBED["creditLine"]


@pytest.mark.parametrize(
    ("field", "value"), [("checksum", "0" * 64), ("status", "publisert"), ("ownerLibrary", "lunde-bibliotek"),
                         ("withdrawalReason", "rettigheter"), ("pixelSize", {"width": 1, "height": 1})]
)  # fmt: skip
async def test_what_the_machine_fills_in_is_not_written_by_people(web, editor, draft, field, value):
    if field == "ownerLibrary":
        value = (await web.organisation("Bergen bibliotek")).slug
    answer = await patch(editor, draft, {field: value})
    assert answer.status_code == 422
    assert {name for name, _ in codes(answer)} == {field}


# --- states


async def test_publishing_tells_everything_that_is_missing_at_once(editor):
    id_ = (await bring(editor)).json()["id"]
    answer = await editor.post(f"/api/v1/assets/{id_}/publish")
    assert answer.status_code == 422
    assert {"altText", "creator", "rightsHolder", "license", "description"} <= {field for field, _ in codes(answer)}
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["state"] == "utkast"


async def test_a_whole_description_is_published_and_found(web, editor, stranger):
    id_ = await web.published(editor)
    await web.settle()
    assert [each["id"] for each in (await stranger.get("/api/v1/assets?q=sommer")).json()["items"]] == [id_]


async def test_publishing_another_revision_than_the_one_seen_is_refused(editor, draft):
    await patch(editor, draft, {"creditLine": "ny"})
    answer = await editor.post(f"/api/v1/assets/{draft}/publish", headers={"If-Match": '"1"'})
    assert answer.status_code == 412


async def test_a_withdrawal_needs_a_known_reason(web, editor):
    id_ = await web.published(editor)
    for body in ({}, {"reason": "lei av den"}, {"reason": 7}, {"reason": None}):
        answer = await editor.post(f"/api/v1/assets/{id_}/withdraw", json=body)
        assert (answer.status_code, codes(answer)[0][0]) == (422, "withdrawalReason")


async def test_what_is_withdrawn_is_hidden_from_strangers_at_once(web, editor, stranger):
    id_ = await web.published(editor)
    await web.settle()
    answer = await editor.post(f"/api/v1/assets/{id_}/withdraw", json={"reason": await reason()})
    assert (answer.status_code, answer.json()["state"]) == (200, "trukket")
    assert (await stranger.get(f"/api/v1/assets/{id_}")).status_code == 404
    assert (await stranger.get("/api/v1/assets")).json()["items"] == []


async def reason():
    from mediabank.concepts.words import words

    return (await words()).vocabularies["withdrawal-reason"][0].slug


async def test_what_is_withdrawn_comes_back_as_a_draft_without_the_reason(web, editor):
    id_ = await web.published(editor)
    await editor.post(f"/api/v1/assets/{id_}/withdraw", json={"reason": await reason()})
    answer = await editor.post(f"/api/v1/assets/{id_}/restore")
    assert (answer.status_code, answer.json()["state"]) == (200, "utkast")
    assert "withdrawalReason" not in answer.json()["description"]


async def test_only_what_is_published_is_withdrawn(editor, draft):
    answer = await editor.post(f"/api/v1/assets/{draft}/withdraw", json={"reason": await reason()})
    assert answer.status_code == 409


async def test_deleting_puts_in_the_bin_and_restoring_brings_back(editor, draft):
    assert (await editor.delete(f"/api/v1/assets/{draft}")).status_code == 204
    assert (await editor.get(f"/api/v1/assets/{draft}")).json()["binned"] is not None
    assert (await editor.post(f"/api/v1/assets/{draft}/restore")).json()["binned"] is None


async def test_deleting_twice_is_as_deleting_once(editor, draft):
    await editor.delete(f"/api/v1/assets/{draft}")
    assert (await editor.delete(f"/api/v1/assets/{draft}")).status_code == 204
    assert await Audit.filter(action="asset.binned").count() == 1


async def test_what_lies_in_the_bin_is_not_published(editor, draft):
    await editor.delete(f"/api/v1/assets/{draft}")
    assert (await editor.post(f"/api/v1/assets/{draft}/publish")).status_code == 409


async def test_what_is_neither_binned_nor_withdrawn_is_not_restored(editor, draft):
    assert (await editor.post(f"/api/v1/assets/{draft}/restore")).status_code == 409


async def test_every_step_is_in_the_audit_with_who_took_it(web, editor):
    id_ = await web.published(editor)
    await editor.post(f"/api/v1/assets/{id_}/withdraw", json={"reason": await reason()})
    await editor.delete(f"/api/v1/assets/{id_}")
    await editor.post(f"/api/v1/assets/{id_}/restore")
    rows = await Audit.filter(subject=f"asset:{id_}").order_by("id")
    assert [row.action for row in rows] == [
        "asset.received", "asset.published", "asset.withdrawn", "asset.binned", "asset.restored",
    ]  # fmt: skip
    assert {row.by_id for row in rows} == {(await Person.get(email="p1@lunde.no")).id}


# --- once


async def test_the_same_request_with_the_same_key_is_carried_out_once(editor):
    first = await bring(editor, description=DESCRIBED, headers={"Idempotency-Key": "k1"})
    second = await bring(editor, description=DESCRIBED, headers={"Idempotency-Key": "k1"})
    assert (second.status_code, second.json()["id"]) == (201, first.json()["id"])
    assert await counted() == (1, 1, 1)


async def test_ten_of_the_same_request_at_once_make_one_asset(editor):
    sent = [bring(editor, description=DESCRIBED, headers={"Idempotency-Key": "k1"}) for _ in range(10)]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await counted() == (1, 1, 1)


@pytest.mark.parametrize("changed", ["file", "description", "name"])
async def test_the_same_key_with_another_request_is_told_and_nothing_is_kept(editor, changed):
    await bring(editor, description=DESCRIBED, headers={"Idempotency-Key": "k1"})
    answer = await bring(
        editor,
        picture(colour=(1, 1, 1)) if changed == "file" else None,
        file_name="annen.jpg" if changed == "name" else "bilde.jpg",
        description=described(creditLine="annen") if changed == "description" else DESCRIBED,
        headers={"Idempotency-Key": "k1"},
    )
    assert (answer.status_code, codes(answer)) == (422, [("", "key_reused")])
    assert await counted() == (1, 1, 1)


async def test_a_key_that_is_too_long_is_told_and_nothing_is_kept(editor):
    answer = await bring(editor, headers={"Idempotency-Key": "k" * 201})
    assert (answer.status_code, codes(answer)) == (422, [("", "key_too_long")])
    assert await counted() == (0, 0, 0)


async def test_a_request_that_was_refused_may_be_mended_under_its_key(editor):
    await bring(editor, description={"farge": 1}, headers={"Idempotency-Key": "k1"})
    answer = await bring(editor, description=DESCRIBED, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 201


async def test_a_key_is_its_persons_own(web, editor):
    other = await web.signed_in("editor")
    first = await bring(editor, headers={"Idempotency-Key": "k1"})
    second = await bring(other, headers={"Idempotency-Key": "k1"})
    assert first.json()["id"] != second.json()["id"]


async def test_a_key_is_remembered_for_48_hours(editor, shift_clock):
    first = await bring(editor, headers={"Idempotency-Key": "k1"})
    shift_clock(47 * 3600)
    assert (await bring(editor, headers={"Idempotency-Key": "k1"})).json()["id"] == first.json()["id"]


async def test_after_48_hours_a_key_is_new_whether_or_not_the_old_ones_were_swept(web, shift_clock):
    asks = await web.with_key(days=4)
    first = await bring(asks, headers={"Idempotency-Key": "k1"})
    shift_clock(48 * 3600 + 1)
    answer = await bring(asks, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 201
    assert answer.json()["id"] != first.json()["id"]


# --- keys


async def test_a_key_with_both_scopes_does_what_its_maker_may(web):
    asks = await web.with_key("editor")
    assert (await bring(asks)).status_code == 201


async def test_a_read_key_does_not_write(web):
    asks = await web.with_key("editor", scopes=["read"])
    assert (await bring(asks)).status_code == 403
    assert await Asset.all().count() == 0


async def test_a_read_key_sees_what_a_library_sees_and_no_drafts(web, editor, draft):
    asks = await web.with_key("editor", scopes=["read"])
    assert (await asks.get(f"/api/v1/assets/{draft}")).status_code == 404
    id_ = await web.published(editor, visibility="medlem")
    assert (await asks.get(f"/api/v1/assets/{id_}")).status_code == 200


@pytest.mark.parametrize("end", ["expired", "revoked", "unknown", "empty", "basic"])
async def test_a_key_that_opens_nothing_is_refused_and_does_not_pass_as_a_stranger(web, end, shift_clock):
    asks = await web.with_key()
    if end == "expired":
        shift_clock(86_401)
    elif end == "revoked":
        key = await Key.get()
        await Key.all().update(revoked_at=key.created_at)
    else:
        given = {"unknown": "Bearer mbk_x", "empty": "Bearer", "basic": "Basic cDpw"}[end]
        asks.headers["Authorization"] = given
    answer = await asks.get("/api/v1/assets")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_key_survives_its_maker(web):
    asks = await web.with_key()
    await Person.all().update(closed_at=(await Key.get()).created_at)
    await Role.all().delete()
    assert (await bring(asks)).status_code == 201


# --- hidden and absent


@pytest.mark.parametrize("road", ["", "/original", "/renditions/thumb", "/renditions/web"])
async def test_hidden_and_absent_answer_with_equal_bodies(stranger, draft, road):
    hidden = await stranger.get(f"/api/v1/assets/{draft}{road}")
    absent = await stranger.get(f"/api/v1/assets/zzzzzzzzzz{road}")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content
    assert dict(hidden.headers) == dict(absent.headers)


@pytest.mark.parametrize(("method", "road"), [("PATCH", ""), ("DELETE", ""), ("POST", "/publish"),
                                              ("POST", "/withdraw"), ("POST", "/restore")])  # fmt: skip
async def test_also_for_those_who_would_change_them(web, draft, method, road):
    other = await web.signed_in("editor", "Bergen bibliotek")
    hidden = await other.request(method, f"/api/v1/assets/{draft}{road}", json={"reason": "x"})
    absent = await other.request(method, f"/api/v1/assets/zzzzzzzzzz{road}", json={"reason": "x"})
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content


# --- problems


@pytest.mark.parametrize(
    ("accept", "sentence"),
    [("nb", "Noe må rettes"), ("nn-NO,nn;q=0.9", "Noko må rettast"), ("en-GB", "Something has"), ("fr", "Noe må")],
)
async def test_a_problem_is_told_in_the_language_that_is_asked_for(editor, accept, sentence):
    answer = await bring(editor, description={"farge": 1}, headers={"Accept-Language": accept})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code == 422
    assert answer.json()["title"].startswith(sentence)


async def test_a_wrong_method_is_told_with_those_that_are_right(editor, draft):
    answer = await editor.put(f"/api/v1/assets/{draft}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]
