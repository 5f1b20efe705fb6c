"""What reviewers say lasts: kept beside the plans, put on by every build, suspect once a text has changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Corpus, Finding, Review
from pipeline.build import build_corpus
from pipeline.cli import main
from pipeline.review import take_fingerprint
from pipeline.sources.reviews import REVIEWS, append_reviews, read_reviews
from pipeline.store import load_corpus, save_corpus
from tests.conftest import REPOSITORY

PROVINCE = "ubnd-tinh-son-ha-38-kh-ubnd-2026"
CENTRAL = "ban-chi-dao-quoc-gia-12-kh-bcdbahd-2026"


class _Office:
    """A folder of plans with its database, as a reviewer has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "plans"
        self.database = folder / "doichieu.duckdb"
        self.folder.mkdir()
        for name in ("00-ban-chi-dao-quoc-gia.txt", "10-tinh-son-ha.txt"):
            shutil.copy(REPOSITORY / "data" / "raw" / name, self.folder)
        self.build()

    def build(self) -> Corpus:
        corpus = build_corpus(self.folder, workers=1)
        save_corpus(corpus, self.database)
        return corpus

    def say(self, *words: str) -> Result:
        """Run ``doichieu review``."""
        return CliRunner().invoke(main, ["--lang", "en", "review", *words, "--db", str(self.database), "--by", "An"])

    def change(self, old: str, new: str) -> None:
        """Change the words of the province's plan."""
        path = self.folder / "10-tinh-son-ha.txt"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> _Office:
    return _Office(tmp_path)


def test_reviews_last_and_hang_on_the_words_seen(office: _Office) -> None:
    first = load_corpus(office.database)
    omitted = _find(first, "omitted_task")
    lowered = _find(first, "target_lowered")
    for words in (
        ("reject", omitted.finding_id[:8], "--note", "in another plan"),
        ("accept", lowered.finding_id),
        ("reject", "38/KH-UBND:III.1.1", "12/KH-BCĐBAHĐ:III.1.1"),
        ("accept", "38/KH-UBND:III.1.2", "12/KH-BCĐBAHĐ:III.1.2"),
        ("link", "38/KH-UBND:III.1.2", "12/KH-BCĐBAHĐ:III.3.2.c", "--relation", "merged"),
        ("note", "38/KH-UBND:II.1", "--note", "ask the department"),
    ):
        answer = office.say(*words)
        assert answer.exit_code == 0, answer.output
        assert REVIEWS in answer.output

    corpus = office.build()
    assert [review.state for review in corpus.reviews] == ["unused", *["applied"] * 5]  # linked: omitted no more
    assert all(finding.finding_id != omitted.finding_id for finding in corpus.findings)
    assert _find(corpus, "target_lowered").status == "confirmed"
    status = {(link.path, link.parent_path): (link.status, link.relation) for link in corpus.task_links}
    assert status["III.1.1", "III.1.1"][0] == "rejected"
    assert status["III.1.2", "III.1.2"][0] == "confirmed"
    assert status["III.1.2", "III.3.2.c"] == ("confirmed", "merged")
    # A link that a reviewer rejects holds nothing: its parent task has no counterpart any more.
    assert any(f.kind == "omitted_task" and f.parent_path == "III.1.1" for f in corpus.findings)
    assert load_corpus(office.database) == corpus

    changed = next(unit.text for unit in corpus.plan(PROVINCE).units if unit.path == "III.1.2")
    office.change(changed.split("\n")[0][:30], f"Khẩn trương {changed[:1].lower()}{changed.split(chr(10))[0][1:30]}")
    corpus = office.build()
    status = {(link.path, link.parent_path): (link.status, link.relation) for link in corpus.task_links}
    assert status["III.1.2", "III.1.2"][0] == "suspect"
    assert status["III.1.2", "III.3.2.c"][0] == "suspect"
    assert status["III.1.1", "III.1.1"][0] == "rejected"
    listed = office.say("list")
    assert listed.exit_code == 0
    assert listed.output.count("look again") >= 2


def test_a_rejected_omission_is_no_omission(office: _Office) -> None:
    omitted = _find(load_corpus(office.database), "omitted_task")
    assert office.say("reject", omitted.finding_id).exit_code == 0
    corpus = office.build()
    assert _find(corpus, "omitted_task").status == "rejected"
    (row,) = (row for row in corpus.coverage if row.parent_path == omitted.parent_path and row.kind == "task")
    assert (row.verdict, row.reason) == ("not_applicable", "reviewed")
    shown = CliRunner().invoke(main, ["findings", "--db", str(office.database), "--kind", "omitted_task"])
    assert str(omitted.parent_path) not in shown.output
    with_rejected = ["findings", "--db", str(office.database), "--kind", "omitted_task", "--rejected", "--ids"]
    assert omitted.finding_id in CliRunner().invoke(main, with_rejected).output
    assert office.say("withdraw", omitted.finding_id).exit_code == 0
    corpus = office.build()
    assert _find(corpus, "omitted_task").status == "proposed"
    assert [review.state for review in corpus.reviews] == ["superseded", "applied"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("accept", "ffffffff"), "no finding"),
        (("accept",), "two ends"),
        (("link", "38/KH-UBND:III.1.1"), "two ends"),
        (("link", "38/KH-UBND:I", "12/KH-BCĐBAHĐ:III.1.1"), "is no task"),
        (("accept", "38/KH-UBND:III.1.1", "12/KH-BCĐBAHĐ:III.2.2"), "has not linked"),
        (("link", "12/KH-BCĐBAHĐ:III.1.1", "38/KH-UBND:III.1.1"), "is not compared"),
        (("link", "38/KH-UBND", "12/KH-BCĐBAHĐ:III.1.1"), "PLAN:PATH"),
        (("note", "38/KH-UBND:XX", "--note", "x"), "no unit"),
        (("note", "38/KH-UBND:III.1.1"), "--note"),
        (("note", "99/KH-UBND:III.1.1", "--note", "x"), "99/KH-UBND"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(shared_office: _Office, words: tuple[str, ...], told: str) -> None:
    answer = shared_office.say(*words)
    assert answer.exit_code == 2
    assert told in answer.output
    assert not (shared_office.folder / REVIEWS).exists()


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> _Office:
    return _Office(tmp_path_factory.mktemp("office"))


def test_a_line_that_is_no_review_costs_only_itself(tmp_path: Path) -> None:
    review = Review.model_validate(
        {"said_at": "2026-02-03T04:05:06", "said_by": "An", "action": "note", "plan_id": "p", "note": "đúng"}
    )
    path = append_reviews(tmp_path, [review])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"said_by": "cut off')
    append_reviews(tmp_path, [review])
    log = read_reviews(path.read_bytes())
    assert log.reviews == (review, review)
    assert log.unread == (2,)
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["note"] == "đúng"


@given(st.binary())
def test_any_bytes_are_read(data: bytes) -> None:
    log = read_reviews(data)
    assert len(log.reviews) + len(log.unread) <= data.count(b"\n") + 1


@given(st.lists(st.text("aă ,\n", min_size=1)))
def test_line_breaks_do_not_change_a_fingerprint(words: list[str]) -> None:
    assert take_fingerprint(" ".join(words)) == take_fingerprint("\n".join(" ".join(words).split()))


def _find(corpus: Corpus, kind: str) -> Finding:
    return next(finding for finding in corpus.findings if finding.plan_id == PROVINCE and finding.kind == kind)
