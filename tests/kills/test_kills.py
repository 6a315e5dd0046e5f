"""The server is killed at random moments of its work; nothing that it ever answered is lost, and nothing is left over.

The seed of a run is printed when it fails; MEDIABANK_KILL_SEED in the environment repeats it.
"""

import os
import random
import time
from collections import Counter

import pytest

from tests.kills import moments as moments_
from tests.kills import truth
from tests.kills.load import Memory, Person
from tests.kills.operated import Server

PEOPLE = 3
SEED = int(os.environ.get("MEDIABANK_KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
HOURS = 49


class Killing:
    """A bank that is worked with, killed and looked at, again and again."""

    def __init__(self, bank, seed):
        self.bank, self.random, self.seed = bank, random.Random(seed), seed
        self.memories = [Memory() for _ in range(PEOPLE)]
        self.moments = moments_.Moments(bank, self.random)
        self.struck = Counter()
        self.ready_seconds = []
        self.server = self._started()

    def round(self, name):
        """Work, a kill at the moment of this name, a start, and everything held against what people remember."""
        people = [
            Person(self.bank, self.server.port, random.Random(self.random.random()), memory, heard=self.moments.heard)
            for memory in self.memories
        ]
        for each in people:
            each.start()
        moments_.wait(self.moments, name)
        self.server.kill()
        for each in people:
            each.join()
        self._note_what_was_struck()
        if self.random.random() < 0.2:
            self._kill_while_starting()
        self.server = self._started()
        self._look()

    def _started(self):
        server = Server(self.bank)
        self.ready_seconds.append(server.wait_ready())
        return server

    def _kill_while_starting(self):
        server = Server(self.bank)
        time.sleep(self.random.uniform(0.2, 2.5))
        server.kill()
        self.struck["starting"] += 1

    def _note_what_was_struck(self):
        self.struck["requests"] += sum(len(each.unanswered) + len(each.doubtful) for each in self.memories)

        async def doing():
            return await truth.Task.filter(state="doing").values_list("name", flat=True)

        self.struck.update(self.bank.ask(doing))

    def _look(self):
        asks, stranger = truth.ask_both(self.server)
        until = time.monotonic() + truth.FOUND_SECONDS
        for memory in self.memories:
            assert memory.wrong == []
            truth.settle_doubts(memory, asks)
        truth.found_in_time(asks, stranger, self.memories, until)
        for memory in self.memories:
            for id_ in memory.touched:
                truth.as_answered(asks, memory.said[id_])
            memory.touched.clear()
        truth.drained(self.bank)
        truth.search_counts_as_tables(self.bank, asks, stranger)
        self._rows_point_at_whole_objects()

    def _rows_point_at_whole_objects(self):
        kept = truth.kept(self.bank)
        assert kept.damaged == ()
        assert kept.needed <= kept.objects, kept.needed - kept.objects

    def finish(self):
        """What was not answered is asked again; then all that was ever answered is looked at once more."""
        for memory in self.memories:
            person = Person(self.bank, self.server.port, self.random, memory, heard=self.moments.heard)
            person.ask_again()
            person.leave()
            memory.touched.update(memory.said)
        self._look()
        remembered = {id_ for memory in self.memories for id_ in memory.said}

        async def ids():
            return set(await truth.Asset.all().values_list("id", flat=True))

        assert self.bank.ask(ids) == remembered
        assert self.server.stop() == 0

    def sweep(self):
        """Two sweeps by command, 49 hours between them; what lies in the store afterwards."""
        self.bank.told("sweep")
        self.bank.move_clock(hours=HOURS)
        self.bank.told("sweep")
        return truth.kept(self.bank)


def killed(bank, count, steps=tuple(moments_.STEPS)):
    """A bank after so many kills, finished; rounds have held their facts themselves."""
    print(f"MEDIABANK_KILL_SEED={SEED}")
    killing = Killing(bank, SEED)
    try:
        for number, name in enumerate(moments_.plan(killing.random, count, steps)):
            print(f"kill {number + 1}: {name}")
            killing.round(name)
        killing.finish()
    finally:
        killing.server.kill()
    print(f"struck {dict(killing.struck)}; ready in {max(killing.ready_seconds):.1f} s at most")
    assert killing.struck["requests"] >= count / 2, killing.struck
    assert killing.struck["assets.make_renditions"] > 0, killing.struck
    kept = killing.sweep()
    assert kept.objects == kept.needed


@pytest.mark.slow
def test_after_25_kills_nothing_answered_is_lost_and_nothing_is_left_over(bank):
    killed(bank, 25)


@pytest.mark.long
def test_after_100_kills_nothing_answered_is_lost_and_nothing_is_left_over(bank):
    killed(bank, 100)


@pytest.mark.slow
@pytest.mark.s3
@pytest.mark.postgres
def test_after_5_kills_on_postgresql_and_s3_nothing_is_lost_and_nothing_is_left_over(beyond):
    killed(beyond, 5, moments_.ANSWERED)
