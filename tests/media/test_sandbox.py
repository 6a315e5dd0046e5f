"""What a captured decoder cannot do, and what the bank does when a child falls."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mediabank.media.sandbox import RESIDENT_LIMIT_BYTES, Died, JobFailed, NotSealed, Sandbox, _Child

FOLDER = Path(__file__).parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="the locks are Linux's; elsewhere the sandbox is weak")
ATTEMPTS = (
    "tcp", "udp", "unix", "exec", "fork", "read", "read_environment", "read_project", "write", "chmod", "delete",
    "kill_parent", "limit_parent",
)  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    (folder / "secret").write_text("x")
    with Sandbox(1, jobs="attacks", search=[str(FOLDER)]) as sandbox:
        answer = sandbox.run_sync("attempts", folder=str(folder))
    return answer | {"secret_left": (folder / "secret").exists()}


@linux
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_captured_child_is_refused(outcomes, attempt):
    assert outcomes[attempt] == "PermissionError"


def test_the_same_attempts_succeed_outside_so_the_refusals_are_the_locks(tmp_path):
    (tmp_path / "secret").write_text("x")
    program = (
        f"import sys; sys.path[:0] = [{str(FOLDER)!r}, {str(FOLDER.parents[1])!r}]\n"
        f"import attacks, json; print(json.dumps(attacks.free({str(tmp_path)!r})))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert '"refused": []' in run.stdout


def test_threads_still_work_inside(captured):
    assert captured.run_sync("thread") == {"thread": ["ran"]}


def test_files_go_in_and_out_as_descriptors(captured, tmp_path):
    (tmp_path / "in").write_bytes(b"bytes of a picture")
    with (tmp_path / "in").open("rb") as source, (tmp_path / "out").open("wb") as target:
        captured.run_sync("copy", [source], [target])
    assert (tmp_path / "out").read_bytes() == b"bytes of a picture"


def test_a_child_is_reused(captured):
    assert len({captured.run_sync("add", left=1, right=2)["pid"] for _ in range(5)}) == 1


def test_a_child_is_replaced_after_200_jobs(captured):
    assert len({captured.run_sync("add", left=1, right=2)["pid"] for _ in range(201)}) == 2


@linux
def test_a_child_is_killed_at_256_mb_resident(captured):
    with pytest.raises(Died) as death:
        captured.run_sync("eat", megabytes=450)
    assert death.value.reason == "memory"
    assert RESIDENT_LIMIT_BYTES <= captured.peak_bytes < RESIDENT_LIMIT_BYTES + (64 << 20)


@linux
def test_a_gigantic_claim_of_memory_is_an_answer(captured):
    with pytest.raises(JobFailed) as failure:
        captured.run_sync("grab")
    assert failure.value.code == "memory"


@pytest.mark.parametrize(
    ("job", "error", "reason"),
    [("spin", Died, "timeout"), ("sleep", Died, "timeout"), ("crash", Died, "crash"), ("shout", Died, "crash")],
)
def test_a_fallen_child_is_told_by_its_reason_and_the_next_job_works(captured, job, error, reason):
    with pytest.raises(error) as fall:
        captured.run_sync(job, timeout_s=1)
    assert fall.value.reason == reason
    assert captured.run_sync("add", left=2, right=3)["sum"] == 5


@linux
def test_cpu_time_is_limited_per_job_by_the_kernel(captured):
    first = captured.run_sync("add", left=1, right=1)["pid"]
    captured._idle.queue[0]._allow_cpu(7)
    limit = Path(f"/proc/{first}/limits").read_text().split("Max cpu time")[1].split()[0]
    assert int(limit) in {8, 9}


def test_a_bug_in_a_job_is_told_and_the_child_replaced(captured):
    before = captured.run_sync("add", left=1, right=1)["pid"]
    with pytest.raises(JobFailed, match="ZeroDivisionError"):
        captured.run_sync("bug")
    assert captured.run_sync("add", left=1, right=1)["pid"] != before


def test_a_refusal_keeps_the_child(captured):
    before = captured.run_sync("add", left=1, right=1)["pid"]
    with pytest.raises(JobFailed, match="unreadable"):
        captured.run_sync("refuse")
    assert captured.run_sync("add", left=1, right=1)["pid"] == before


@linux
def test_a_file_written_by_a_child_is_capped(captured, tmp_path):
    with (tmp_path / "out").open("wb") as target:
        assert captured.run_sync("fill", [], [target])["size_bytes"] == 512 << 20


async def test_jobs_run_beside_the_event_loop(captured):
    answers = await asyncio.gather(*(captured.run("add", left=number, right=1) for number in range(5)))
    assert [answer["sum"] for answer in answers] == [1, 2, 3, 4, 5]


async def test_a_cancelled_caller_may_close_its_file_at_once(captured, tmp_path):
    (tmp_path / "in").write_bytes(b"right")
    (tmp_path / "other").write_bytes(b"wrong")
    with (tmp_path / "out").open("wb") as target:
        source = os.open(tmp_path / "in", os.O_RDONLY)
        future = captured._submit("copy", [source], [target], 5, {})
        os.close(source)
        other = os.open(tmp_path / "other", os.O_RDONLY)
        await asyncio.wrap_future(future)
        os.close(other)
    assert (tmp_path / "out").read_bytes() == b"right"


def descriptors():
    return len(list(Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd").iterdir()))


def test_no_descriptor_is_left_open(captured, tmp_path):
    (tmp_path / "in").write_bytes(b"x")
    before = descriptors()
    for _ in range(20):
        with (tmp_path / "in").open("rb") as source, (tmp_path / "out").open("wb") as target:
            captured.run_sync("copy", [source], [target])
    assert descriptors() <= before


def test_closing_stops_every_child():
    sandbox = Sandbox(1, jobs="attacks", search=[str(FOLDER)])
    pid = sandbox.run_sync("add", left=1, right=1)["pid"]
    sandbox.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_closing_does_not_wait_for_a_running_job():
    sandbox = Sandbox(1, jobs="attacks", search=[str(FOLDER)])
    reading, writing = os.pipe()
    future = sandbox._submit("sleep", [], [writing], 600, {})
    assert os.read(reading, 6) == b"asleep"
    sandbox.close()
    os.close(reading)
    os.close(writing)
    with pytest.raises(Died):
        future.result(timeout=10)


@linux
def test_no_child_outlives_a_killed_bank(tmp_path):
    program = textwrap.dedent(f"""
        import sys, threading
        sys.path[:0] = [{str(FOLDER.parents[1])!r}]
        from mediabank.media.sandbox import Sandbox
        sandbox = Sandbox(1, jobs="attacks", search=[{str(FOLDER)!r}])
        print(sandbox.run_sync("add", left=1, right=1)["pid"], flush=True)
        sandbox.run_sync("sleep", timeout_s=600)
    """)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as bank:
        child = os.pidfd_open(int(bank.stdout.readline()))
        bank.send_signal(signal.SIGKILL)
    assert select.select([child], [], [], 10)[0], "the child still lives"
    os.close(child)


@linux
def test_strict_refuses_a_machine_without_any_lock(monkeypatch):
    monkeypatch.setattr(_Child, "_read", lambda *_: {"network": "", "calls": False})
    with pytest.raises(NotSealed):
        Sandbox(1, "strict", jobs="attacks", search=[str(FOLDER)])


@linux
def test_weak_takes_a_machine_without_any_lock(monkeypatch):
    monkeypatch.setattr(_Child, "_read", lambda *_: {"network": "", "calls": False})
    sandbox = Sandbox(1, "weak", jobs="attacks", search=[str(FOLDER)])
    sandbox.close()
    assert sandbox.guards()["calls"] is False


@linux
def test_the_status_page_can_say_which_locks_hold(sandbox):
    guards = sandbox.guards()
    assert guards["policy"] == "strict"
    assert guards["network"] or guards["calls"]
    assert guards["memory"] is True
