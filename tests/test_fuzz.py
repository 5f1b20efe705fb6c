"""A slice of ``make fuzz``, the same every time: broken files and made-up texts find nothing that raises or hangs."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from pipeline.sources.workers import Limits
from tests.fuzz.mutations import mutate
from tests.fuzz.readers import Case, choose_cases, try_cases
from tests.fuzz.samples import list_files, make_samples
from tests.fuzz.texts import check_texts


@pytest.fixture(scope="module")
def samples() -> dict[str, bytes]:
    return make_samples()


def test_every_whole_sample_is_read(samples: dict[str, bytes]) -> None:
    cases = [Case(name, data, None) for name, data in samples.items() if not name.endswith(".rtf")]
    assert list(try_cases(cases, 1)) == []


def test_broken_files_are_refused_in_words(samples: dict[str, bytes]) -> None:
    quick = {name: data for name, data in samples.items() if not name.endswith((".rtf", ".png"))}
    found = list(try_cases(choose_cases(quick, 60, seed=1), 1))
    assert [(find.case.name, find.case.seed, find.lost) for find in found] == []


def test_made_up_texts_keep_every_promise() -> None:
    check_texts(15, 1)


def test_a_reader_that_breaks_is_found(samples: dict[str, bytes]) -> None:
    (find,) = try_cases([Case("plan.txt", samples["plan.txt"] * 400, None)], 1, Limits(seconds=0.3))
    assert find.lost.why == "time"


def test_a_seed_breaks_a_file_the_same_way(samples: dict[str, bytes]) -> None:
    for data in samples.values():
        broken = [mutate(data, Random(seed)) for seed in (3, 3, 4)]
        assert broken[0] == broken[1]
    assert choose_cases(samples, 20, 7) == choose_cases(samples, 20, 7)


def test_files_are_listed_from_folders(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_bytes(b"a")
    (tmp_path / "b.txt").write_bytes(b"b")
    assert list_files([tmp_path / "x", tmp_path / "b.txt"]) == {"a.txt": b"a", "b.txt": b"b"}
