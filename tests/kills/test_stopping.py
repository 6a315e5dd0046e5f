"""How a served bank ends, who may serve it, and what a new server takes over from a dead one."""

import signal
import threading
import time

import pytest

from mediabank import clock
from mediabank.models import Task
from tests.kills.operated import Server
from tests.kills.truth import drained
from tests.web.material import picture

STOP_SECONDS = 20
pytestmark = pytest.mark.slow


def states(bank):
    async def look():
        return set(await Task.all().values_list("state", flat=True))

    return bank.ask(look)


def brought(server, count=6):
    """So many pictures of some size, whose renditions take a moment."""
    asks = server.client()
    return [
        asks.send("/api/v1/assets", f"{n}.jpg", picture(width=3000, height=2000, colour=(n, 0, 0))).json["id"]
        for n in range(count)
    ]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_well_and_in_time_with_what_was_being_worked_done(bank, how):
    with bank.served() as server:
        brought(server)
        began = time.monotonic()
        server.process.send_signal(how)
        assert (server.process.wait(STOP_SECONDS), time.monotonic() - began < STOP_SECONDS) == (0, True)
    assert "doing" not in states(bank)


def test_a_stop_of_the_whole_process_group_spoils_no_picture(bank):
    with bank.served() as server:
        ids = brought(server)
        server.stop_group()
    with bank.served() as server:
        drained(bank)
        asks = server.client()
        previews = {asks.get(f"/api/v1/assets/{id_}").json["version"]["preview"] for id_ in ids}
    assert previews == {"yes"}


def test_an_answer_that_is_under_way_comes_whole_before_the_end(bank):
    with bank.served() as server:
        answers = []
        asks = server.client()
        data = picture("PNG", 4000, 3000)
        sending = threading.Thread(target=lambda: answers.append(asks.send("/api/v1/assets", "b.png", data)))
        sending.start()
        server.await_that(lambda: any((bank.home / "store" / ".incoming").iterdir()))
        assert server.stop() == 0
        sending.join()
    assert [each.status for each in answers] == [201]


def test_a_second_server_of_the_same_bank_is_refused(bank):
    with bank.served():
        done = bank.command("serve", "--port", "0")
    assert (done.returncode, done.stderr) == (
        2,
        "The bank is in use by another process. Stop that one and try again.\n",
    )


def test_tables_are_not_changed_under_a_serving_bank(bank):
    with bank.served():
        assert bank.told("migrate") == "Nothing to apply.\n"


def test_what_a_dead_server_was_doing_is_taken_over_at_once(bank):
    with bank.served() as server:
        brought(server, 1)
    moment = clock.now()

    async def begun_by_the_dead():
        await Task.all().update(state="doing", worker="elsewhere:1", not_before=moment)
        return await Task.all().count()

    count = bank.ask(begun_by_the_dead)
    with bank.served():
        drained(bank)
    assert count > 0
    assert states(bank) == {"done"}


def test_those_who_come_while_the_bank_starts_are_answered(bank):
    server = Server(bank)
    try:
        server.wait_listening()
        asks = server.client()
        assert asks.get("/api/v1/assets").status == 200
    finally:
        server.stop()
