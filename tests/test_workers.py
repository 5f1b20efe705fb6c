"""Workers: what breaks a limit or its process costs its own job, and nothing is left running."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.sources.workers import Limits, Lost, run_jobs

_QUICK = Limits(seconds=0.4, seconds_a_page=0.4, megabytes=600)
_REPOSITORY = Path(__file__).resolve().parent.parent


def _work(job: str, add_page: Callable[[], None]) -> str | int:
    """One job by its name: each a way in which reading a file can go wrong."""
    match job.split():
        case ["loop"]:
            while True:
                pass
        case ["loop", "in", "C"]:
            return sum(itertools.repeat(1))
        case ["memory"]:
            return len([bytearray(20_000_000) for _ in range(10**6)])
        case ["crash"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["bug"]:
            raise LookupError("our own bug")
        case ["exit"]:
            os._exit(3)
        case ["pages", count]:
            for _ in range(int(count)):
                time.sleep(0.2)
                add_page()
        case ["process"]:
            return os.getpid()
        case ["grow", megabytes]:
            bytearray(b"x") * (int(megabytes) * 2**20)
            return os.getpid()
        case ["start", seconds]:
            subprocess.Popen(["sleep", seconds])
            while True:
                pass
    return job


def _end_tidily(job: str, _: Callable[[], None]) -> str:
    """Start a program in a session of its own, and end it when asked to stop, as the reader of .doc does."""
    with subprocess.Popen(["sleep", "300"], start_new_session=True) as program:
        Path(job).write_text(str(program.pid))
        try:
            program.wait()
        except BaseException:
            program.kill()
            raise
    return job


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_results_come_in_the_order_of_the_jobs(processes: int) -> None:
    jobs = [f"job {number}" for number in range(20)]
    assert list(run_jobs(_work, jobs, processes)) == jobs
    assert list(run_jobs(_work, [], processes)) == []


@pytest.mark.parametrize(
    ("job", "why", "ended"),
    [
        ("loop", "time", "SIGTERM"),
        ("loop in C", "time", "SIGALRM"),
        ("memory", "memory", "MemoryError"),
        ("crash", "crash", "SIGSEGV"),
        ("bug", "crash", "1"),
        ("exit", "crash", "3"),
    ],
)
def test_a_job_that_is_lost_costs_itself_alone(job: str, why: str, ended: str) -> None:
    limits = _QUICK if why == "time" else _QUICK._replace(seconds=60)
    first, lost, last = run_jobs(_work, ["before", job, "after"], 1, limits)
    assert (first, last) == ("before", "after")
    assert isinstance(lost, Lost)
    assert (lost.why, lost.ended) == (why, ended)


def test_the_others_are_not_disturbed() -> None:
    jobs = ["process", "loop", "process", "process", "crash", "process", "process"]
    results = list(run_jobs(_work, jobs, 2, _QUICK))
    assert [isinstance(result, Lost) for result in results] == [job in ("loop", "crash") for job in jobs]
    # The worker beside the one that loops does the next jobs; the one that crashed is replaced, alone.
    assert len({results[2], results[3]}) == 1
    assert len({result for result in results if isinstance(result, int)}) <= 4


def test_pages_recognised_grant_time() -> None:
    assert list(run_jobs(_work, ["pages 6"], 1, _QUICK)) == ["pages 6"]
    (lost,) = run_jobs(_work, ["pages 6"], 1, _QUICK._replace(seconds_a_page=0.01))
    assert isinstance(lost, Lost)
    assert lost.why == "time"


def test_a_worker_that_has_grown_large_is_replaced() -> None:
    assert len(set(run_jobs(_work, ["grow 100"] * 3, 1, Limits(megabytes=1000)))) == 1
    assert len(set(run_jobs(_work, ["grow 600"] * 3, 1, Limits(megabytes=1000)))) == 3


def test_programs_that_a_job_started_end_with_it() -> None:
    seconds = f"29{os.getpid()}"
    assert [type(result) for result in run_jobs(_work, [f"start {seconds}", "after"], 1, _QUICK)] == [Lost, str]
    assert not _is_running(seconds)


def test_a_job_that_is_ended_may_end_what_it_started(tmp_path: Path) -> None:
    (lost,) = run_jobs(_end_tidily, [str(tmp_path / "pid")], 1, _QUICK)
    assert isinstance(lost, Lost)
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()


def test_leaving_early_ends_every_worker() -> None:
    results = run_jobs(_work, ["process", "start 28765", "process"], 2)
    first = next(results)
    results.close()  # type: ignore[attr-defined]
    assert not Path(f"/proc/{first}").exists()
    assert not _is_running("28765")


def _is_running(seconds: str) -> bool:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return re.search(rf"^sleep {seconds}$", listed, re.MULTILINE) is not None


_PROGRAM = """
from tests.test_workers import _work
from pipeline.sources.workers import run_jobs
print("once", flush=True)
print(*run_jobs(_work, {jobs}, 2), flush=True)
"""


def _run_program(folder: Path, jobs: list[str]) -> subprocess.Popen[str]:
    """A user's program that says nothing of ``__main__``."""
    (folder / "program.py").write_text(_PROGRAM.format(jobs=jobs))
    environment = {**os.environ, "PYTHONPATH": str(_REPOSITORY)}
    return subprocess.Popen(
        [sys.executable, folder / "program.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        process_group=0,
    )


def test_a_users_program_is_not_run_again_in_every_worker(tmp_path: Path) -> None:
    with _run_program(tmp_path, ["a", "b", "c"]) as program:
        assert program.communicate(timeout=60) == ("once\na b c\n", "")


def test_our_own_bugs_are_shown(tmp_path: Path) -> None:
    with _run_program(tmp_path, ["a", "bug", "c"]) as program:
        told, traceback = program.communicate(timeout=60)
    assert "why='crash'" in told
    assert "LookupError: our own bug" in traceback


def test_ctrl_c_ends_everything(tmp_path: Path) -> None:
    with _run_program(tmp_path, ["start 27654", "loop"]) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "once\n"
        deadline = time.monotonic() + 30
        while not _is_running("27654") and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(program.pid, signal.SIGINT)
        assert program.wait(timeout=30) != 0
    assert not _is_running("27654")
