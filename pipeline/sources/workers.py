"""Jobs done in processes of their own within limits of time and memory, so that one bad file costs only itself.

A file can make the library that reads it loop for ever, take all memory, or crash, and no code in the same process can
help it then. So each job is done by a worker process, and the kernel keeps the limits: a bound on its memory, and an
alarm that ends it if it has not heeded the request to stop. Workers are forked from a server that has loaded the
libraries once, which takes milliseconds; each does one job after another, and one that is lost is replaced, alone.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Generic, Literal, NamedTuple, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

# More than two seldom pay: a plan in Word is read in a fifth of a second, and each may hold two gigabytes.
DEFAULT_PROCESSES = 2


class Limits(NamedTuple):
    """What one job may take: so many seconds, more for each page recognised, and the memory of its process.

    A plan of 60 pages is read in 2 seconds and 0.2 GB, a scanned page in 2 seconds.
    """

    seconds: float = 120.0
    seconds_a_page: float = 5.0
    megabytes: int = 2048


class Lost(NamedTuple):
    """A job whose process did not survive it; ``ended`` is the signal or the exit code that tells why."""

    why: Literal["time", "memory", "crash"]
    ended: str
    seconds: float


Function = Callable[[Job, Callable[[], None]], Result]
"""Does one job; calls its second argument for every page recognised, which grants it the time for another."""


def run_jobs(
    function: Function[Job, Result],
    jobs: Sequence[Job],
    processes: int = DEFAULT_PROCESSES,
    limits: Limits = Limits(),  # noqa: B008 (immutable)
    preload: Sequence[str] = (),
) -> Iterator[Result | Lost]:
    """What ``function`` makes of each job, in their order; ``Lost`` for one that broke a limit or its process.

    ``function``, jobs and results travel between processes: they must be picklable, paths absolute. ``preload`` names
    the modules that every worker needs. An exception in ``function`` is our own bug: its traceback is printed and the
    job is lost. Closing the iterator, or Ctrl-C, ends every worker and what it has started.
    """
    crew = _Crew(function, limits, preload)
    try:
        yield from crew.work(jobs, min(processes, len(jobs)))
    finally:
        crew.dismiss()


# --- the side that hands out the jobs ----------------------------------------------------------------------------


class _Answer(NamedTuple, Generic[Result]):
    """What a worker sends back; one that is ``spent`` ends itself after it."""

    result: Result | Lost
    spent: bool


class _Worker(Generic[Job, Result]):
    """One worker process as seen from outside, and the number of the job it does."""

    def __init__(self, function: Function[Job, Result], limits: Limits) -> None:
        context = get_context("forkserver")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, function, limits), daemon=True)
        with _hiding_main():
            self.process.start()
        theirs.close()
        self.job: int | None = None
        self.since = 0.0
        try:
            self.connection.recv()
        except EOFError:
            raise RuntimeError(f"a worker process ended before it began ({self.end()})") from None

    def give(self, number: int, job: Job) -> None:
        """Start on a job."""
        self.job, self.since = number, time.perf_counter()
        self.connection.send(job)

    def collect(self) -> _Answer[Result]:
        """What it has sent, or why it never will."""
        try:
            if self.connection.poll():
                answer: _Answer[Result] = self.connection.recv()
                return answer
        except (EOFError, OSError):
            pass
        ended = self.end()
        return _Answer(Lost(_EXPLAINED.get(ended, "crash"), ended, time.perf_counter() - self.since), spent=True)

    def end(self) -> str:
        """End the process and all it has started, and say what ended it."""
        self.connection.close()
        self.process.terminate()
        self.process.join(_GRACE)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        return signal.Signals(-code).name if code < 0 else str(code)


# Seconds in which a worker that is asked to stop ends what it has started (LibreOffice), and removes its files.
_GRACE = 2.0
_OUT_OF_TIME = 124  # as the exit code of the command ``timeout``
_EXPLAINED: dict[str, Literal["time"]] = {"SIGALRM": "time", str(_OUT_OF_TIME): "time"}


class _Crew(Generic[Job, Result]):
    """The workers, each idle or at a job."""

    def __init__(self, function: Function[Job, Result], limits: Limits, preload: Sequence[str]) -> None:
        self._function = function
        self._limits = limits
        self._workers: list[_Worker[Job, Result]] = []
        get_context("forkserver").set_forkserver_preload([__name__, *preload])

    def work(self, jobs: Sequence[Job], processes: int) -> Iterator[Result | Lost]:
        """Hand out the jobs and give their results in their order."""
        done: dict[int, Result | Lost] = {}
        handed_out = 0
        for number in range(len(jobs)):
            while number not in done:
                while handed_out < len(jobs) and (worker := self._find_idle(processes)):
                    worker.give(handed_out, jobs[handed_out])
                    handed_out += 1
                done.update(self._collect())
            yield done.pop(number)

    def dismiss(self) -> None:
        """End every worker."""
        while self._workers:
            self._workers.pop().end()

    def _find_idle(self, processes: int) -> _Worker[Job, Result] | None:
        for worker in self._workers:
            if worker.job is None and worker.process.is_alive():
                return worker
        for gone in [worker for worker in self._workers if worker.job is None]:
            self._workers.remove(gone)
            gone.end()
        if len(self._workers) == processes:
            return None
        self._workers.append(_Worker(self._function, self._limits))
        return self._workers[-1]

    def _collect(self) -> Iterator[tuple[int, Result | Lost]]:
        """Wait until a worker has something to tell."""
        busy = [worker for worker in self._workers if worker.job is not None]
        told = set(wait([each for worker in busy for each in (worker.connection, worker.process.sentinel)]))
        for worker in busy:
            if worker.job is None or told.isdisjoint((worker.connection, worker.process.sentinel)):
                continue
            answer = worker.collect()
            yield worker.job, answer.result
            worker.job = None
            if answer.spent:
                self._workers.remove(worker)
                worker.end()


@contextmanager
def _hiding_main() -> Iterator[None]:
    """Keep a new process from running the user's program again, which would build in every worker once more.

    multiprocessing imports the main module into each process that it starts; a script or notebook that calls
    ``build_corpus`` need not say ``if __name__ == "__main__"``.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


# --- the side that does them -------------------------------------------------------------------------------------


def _serve(connection: Connection, function: Function[Job, Result], limits: Limits) -> None:
    """Do jobs until there are no more, or this process has had its day."""
    os.setsid()  # out of Ctrl-C's reach, and the head of all it starts, so that they end together
    signal.signal(signal.SIGTERM, _stop)
    connection.send("ready")
    clock = _Clock(limits)
    spent = False
    while not spent:
        try:
            job = connection.recv()
        except EOFError:
            return
        clock.start()
        try:
            with _bounded_memory(limits.megabytes):
                result: Result | Lost = function(job, clock.add_page)
        except MemoryError:
            result = Lost("memory", "MemoryError", clock.elapsed())
        except _TimeIsUp:
            result = Lost("time", "SIGTERM", clock.elapsed())
        clock.stop()
        spent = isinstance(result, Lost) or _peak_megabytes() > limits.megabytes / 2
        connection.send(_Answer(result, spent))


class _TimeIsUp(SystemExit):
    """Raised in the middle of a job that has taken too long; whatever it has started can end it and pass this on."""


def _stop(*_: object) -> None:
    raise _TimeIsUp(_OUT_OF_TIME)


class _Clock:
    """The time that a job has left. When it is up the job is asked to stop; the kernel ends one that does not."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._started = self._allowed = 0.0
        self._timer = threading.Timer(0, self._ring)

    def start(self) -> None:
        """Begin with the time for a job without recognised pages."""
        self._started, self._allowed = time.monotonic(), self._limits.seconds
        self._wind()

    def add_page(self) -> None:
        """Grant the time for one more recognised page."""
        self._allowed += self._limits.seconds_a_page
        self._set_alarm()

    def elapsed(self) -> float:
        """Seconds since the job began."""
        return time.monotonic() - self._started

    def stop(self) -> None:
        """No limit between two jobs."""
        self._timer.cancel()
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _wind(self) -> None:
        self._set_alarm()
        self._timer = threading.Timer(self._left(), self._ring)
        self._timer.daemon = True
        self._timer.start()

    def _left(self) -> float:
        return max(self._allowed - self.elapsed(), 0.0)

    def _set_alarm(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, self._left() + _GRACE)

    def _ring(self) -> None:
        if self._left() > 0:
            self._wind()
        else:
            os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _bounded_memory(megabytes: int) -> Iterator[None]:
    """Refuse this process more memory of its own (``RLIMIT_DATA``: what it has written, not what libraries reserve).

    Measured: a worker holds 0.16 GB of that when it has read some plans.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _peak_megabytes() -> float:
    """The most memory that this process has held; it is not given back by libraries that cut it into pieces."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024 / 1024
