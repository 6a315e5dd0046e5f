"""When to kill: at any moment, or at a step that is seen from outside, in the store, the index, the tables, answers."""

import sqlite3
import threading
import time
from contextlib import closing, suppress

MOST_SECONDS = 4
"""A step that does not come in this time is not waited for; the kill comes anyway."""


class Moments:
    """The moments of one bank; each method returns when its moment has come."""

    def __init__(self, bank, random):
        self.bank, self.random = bank, random
        self._heard = {}
        self._hearing = threading.Condition()

    def heard(self, what):
        """People tell what they were just answered."""
        with self._hearing:
            self._heard[what] = self._heard.get(what, 0) + 1
            self._hearing.notify_all()

    def any(self):
        """After some time of work, whatever is going on."""
        time.sleep(self.random.uniform(0.05, 1.5))

    def answer(self, what):
        """The very moment after an answer."""
        with self._hearing:
            before = self._heard.get(what, 0)
            self._hearing.wait_for(lambda: self._heard.get(what, 0) > before, MOST_SECONDS)

    def file(self, folder):
        """A file has just appeared below a folder of the home."""
        before = self._files(folder)
        self._until(lambda: self._files(folder) - before)

    def task(self, name):
        """A task of this kind is being worked."""
        with closing(sqlite3.connect(f"file:{self.bank.settings.sqlite_path}?mode=ro", uri=True)) as tables:
            asked = ("SELECT 1 FROM task WHERE state = 'doing' AND name = ?", (name,))
            self._until(lambda: tables.execute(*asked).fetchone())

    def _files(self, folder):
        with suppress(FileNotFoundError):  # a folder that went away while it was walked
            return set((self.bank.home / folder).rglob("*"))
        return set()

    def _until(self, seen):
        """Look very often, after a little work, and then strike a little after what was seen."""
        time.sleep(self.random.uniform(0, 0.3))
        end = time.monotonic() + MOST_SECONDS
        while not seen() and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(self.random.choice((0, 0, self.random.uniform(0, 0.02))))


STEPS = {
    "receiving: bytes come": lambda moments: moments.file("store/.incoming"),
    "receiving: bytes lie, no row": lambda moments: moments.file("store/originals"),
    "receiving: answered": lambda moments: moments.answer("upload"),
    "making: begun": lambda moments: moments.task("assets.make_renditions"),
    "making: some lie": lambda moments: moments.file("store/renditions"),
    "recording: begun": lambda moments: moments.task("assets.write_description"),
    "recording: lies": lambda moments: moments.file("store/assets"),
    "indexing: begun": lambda moments: moments.task("search.index"),
    "indexing: files": lambda moments: moments.file("index"),
    "publishing: answered": lambda moments: moments.answer("publish"),
    "describing: answered": lambda moments: moments.answer("describe"),
    "replacing: answered": lambda moments: moments.answer("replace"),
    "binning: answered": lambda moments: moments.answer("bin"),
}
ANY = "any moment"
ANSWERED = [name for name in STEPS if name.endswith("answered")]
"""Steps that are seen without looking into folders or tables, so with every engine."""


def plan(random, count, steps=tuple(STEPS)):
    """`count` names: each step at least once where there is room, any moment for half of them."""
    named = [steps[number % len(steps)] for number in range(count // 2)]
    chosen = named + [ANY] * (count - len(named))
    random.shuffle(chosen)
    return chosen


def wait(moments, name):
    """Until the moment of this name."""
    STEPS.get(name, Moments.any)(moments)
