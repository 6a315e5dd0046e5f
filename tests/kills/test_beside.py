"""Commands beside a serving bank: each does its work, and nobody who asks the bank notices."""

import threading

import pytest

from tests.kills import truth
from tests.kills.operated import OWNER, PASSWORD
from tests.web.material import described, picture

BROUGHT = 12
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(founded):
    """A bank with published material, being served."""
    with founded.served() as server:
        asks = server.client()
        for n in range(BROUGHT):
            answer = asks.send("/api/v1/assets", f"{n}.jpg", picture(colour=(n, n, n)), description=described())
            assert asks.post(f"/api/v1/assets/{answer.json['id']}/publish").status == 200
        truth.drained(founded)
        yield server


class Searching(threading.Thread):
    """Searches again and again, and keeps every answer that is not right."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.enough, self.count, self.wrong = threading.Event(), 0, []
        self._asks = server.client("")

    def run(self):
        while not self.enough.is_set():
            answer = self._asks.get("/api/v1/assets", q="sommer")
            self.count += 1
            if (answer.status, answer.json.get("total"), len(answer.json.get("items", ()))) != (200, BROUGHT, BROUGHT):
                self.wrong.append(answer)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.enough.set()
        self.join()


def test_an_index_built_anew_beside_searches_is_never_seen_half_done(served):
    with Searching(served) as searching:
        for _ in range(3):
            assert served.bank.told("reindex") == "The index is built anew.\n"
    assert searching.count > 0
    assert searching.wrong == []


def test_an_index_that_was_owed_to_a_server_that_died_is_built_by_who_asked(bank):
    with bank.served() as server:
        asking = bank.begun("reindex")
        server.kill()
        said, error = asking.communicate(timeout=60)
    assert (asking.returncode, said, error) == (0, "The index is built anew.\n", "")


@pytest.mark.parametrize("command", [["sweep"], ["check"], ["tasks"], ["organisation", "list"]], ids=" ".join)
def test_a_command_that_looks_works_beside_searches(served, command):
    with Searching(served) as searching:
        assert served.bank.told(*command)
    assert searching.wrong == []


def test_a_key_made_beside_the_server_opens_it_at_once(served):
    key = served.bank.told("key", "new", "redaktor@example.org", "--scope", "read").splitlines()[-1]
    asks = served.client(key)
    assert asks.get("/api/v1/assets", drafts=1).status == 200


def test_a_person_entered_beside_the_server_can_sign_in_at_once(served):
    person = ["person", "new", "ny@example.org", "--organisation", OWNER, "--role", "reader", "--password-stdin"]
    served.bank.told(*person, given=PASSWORD)
    asks = served.client("")
    form = f"email=ny%40example.org&password={PASSWORD}"
    answer = asks.ask("POST", "/sign-in", form, **{"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 303


def test_an_organisation_entered_beside_the_server_can_own_at_once(served):
    served.bank.told("organisation", "new", "Bø bibliotek")
    assert "bo-bibliotek" in served.bank.told("organisation", "list")
