"""Break files at random for some minutes, and keep what raises, hangs, crashes or takes too much memory.

    python -m tests.fuzz [--minutes 10] [--seed 1] [files and folders …]    (make fuzz MINUTES=10)
    python -m tests.fuzz --again FILE                                       a kept file once more, with its traceback

Broken are a sample plan in every format and the files given; made-up texts are tried in between. What breaks a reader
is kept in ``--found`` as the broken file; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.readers import Find, choose_cases, read_all, try_cases
from tests.fuzz.samples import list_files, make_samples
from tests.fuzz.texts import check_texts

_BATCH = 100
_EXAMPLES = 50


def main() -> int:
    """Round after round, a batch of broken files and some made-up texts; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="files and folders to break, besides the samples")
    parser.add_argument("--minutes", type=float, default=10, help="how long to go on, at least (default: 10)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to break the same files the same way again")
    parser.add_argument("--processes", type=int, default=1, help="how many files to read at once (default: 1)")
    parser.add_argument("--found", type=Path, default=Path(__file__).parent / "found", help="where finds are kept")
    parser.add_argument("--again", type=Path, help="read this one file here, to see its traceback")
    arguments = parser.parse_args()
    if arguments.again:
        read_all(arguments.again.read_bytes())
        return 0
    files = make_samples() | list_files(arguments.files)
    _say(f"{len(files)} files, seed {arguments.seed}")
    end, rounds, found = time.monotonic() + 60 * arguments.minutes, 0, 0
    while rounds == 0 or time.monotonic() < end:
        cases = choose_cases(files, _BATCH, arguments.seed + rounds)
        found += _keep(list(try_cases(cases, arguments.processes)), arguments.found)
        check_texts(_EXAMPLES, arguments.seed + rounds)
        rounds += 1
        _say(f"{rounds * _BATCH} broken files, {rounds * _EXAMPLES} texts of each kind; {found} finds")
    return 1 if found else 0


def _keep(finds: Sequence[Find], folder: Path) -> int:
    for find in finds:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{find.lost.why}.{find.case.seed}.{find.case.name}"
        path.write_bytes(find.case.break_file())
        _say(f"{find.lost.why} ({find.lost.ended}, {find.lost.seconds:.0f} s): {path}")
    return len(finds)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


sys.exit(main())
