"""The database: what is saved is loaded again, readers are not disturbed, and errors say what to do."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.errors import BadQuery, NotADatabase, NotWritable, UnknownPlan
from extractors.records import Corpus, Letterhead, Plan, PlanText, Record, Source
from pipeline.store import (
    describe_schema,
    find_plan,
    load_corpus,
    load_plan,
    query,
    save_corpus,
)
from tests.plan_rows import make_plan

# Everything that can stand in a text read from a file: any character but half a surrogate pair.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(0, 2**31 - 1),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    date: st.dates(),
    datetime: st.datetimes(),
    Decimal: st.decimals(-(10**20), 10**20, places=6) | st.decimals(0, 100, places=1),
    type(None): st.none(),
}


def _values_of(annotation: Any) -> st.SearchStrategy[Any]:
    """Any value of a record's field, from its type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(_values_of, arguments))
    if origin is tuple and Ellipsis not in arguments:
        return st.tuples(*map(_values_of, arguments))
    if origin is tuple:
        return st.lists(_values_of(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.just({})
    return _records(annotation)


def _records(kind: type[Record]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: _values_of(field.annotation) for name, field in kind.model_fields.items()})


def _name_apart(corpus: Corpus) -> Corpus:
    """The same corpus with ids that are unique, as a build gives them, and some of them resolved."""
    plans = []
    agency_of: dict[str, str] = {}
    cited_plan_of: dict[str, str] = {}
    for number, plan in enumerate(corpus.plans):
        ids = {"plan_id": f"plan-{number}"}
        assignments = [
            row.model_copy(update={"assignment_id": f"{number}/a{n}"}) for n, row in _count(plan.assignments)
        ]
        citations = [row.model_copy(update={"citation_id": f"{number}/c{n}"}) for n, row in _count(plan.citations)]
        agency_of |= {row.assignment_id: f"agency {row.agency}" for row in assignments[:1]}
        cited_plan_of |= {row.citation_id: "plan-0" for row in citations[:1]}
        rows = {"assignments": tuple(assignments), "citations": tuple(citations)}
        plans.append(plan.model_copy(update=ids | rows))
    update = {"plans": tuple(plans), "agency_of": agency_of, "cited_plan_of": cited_plan_of}
    return corpus.model_copy(update=update)


def _count(rows: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    return enumerate(rows, start=1)


def _plan(plan_id: str, source: str = "a.txt", **head: Any) -> Plan:
    text = PlanText(source=source, sha256="0" * 64, format="text", text="Kế hoạch")
    nothing = {name: () for name, field in Plan.model_fields.items() if get_origin(field.annotation) is tuple}
    return Plan(plan_id=plan_id, text=text, letterhead=Letterhead(**head), **nothing)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(_records(Corpus).map(_name_apart))
def test_what_is_saved_is_loaded_again(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> None:
    path = tmp_path_factory.mktemp("store") / "corpus.duckdb"
    save_corpus(corpus, path)
    assert load_corpus(path) == corpus
    for plan in corpus.plans:
        assert load_plan(path, plan.plan_id) == plan


def test_rows_keep_their_order_beyond_one_batch(tmp_path: Path) -> None:
    sources = tuple(Source(source=f"{n}.txt", sha256=None, status="skipped") for n in range(45_000))
    save_corpus(Corpus(sources=sources), tmp_path / "many.duckdb")
    assert load_corpus(tmp_path / "many.duckdb").sources == sources


def test_decimals_come_back_as_they_were(tmp_path: Path) -> None:
    bounds = ["80", "99.5", ">40000000", "0.000001"]
    plan = make_plan("p", {"units": [["I", "target", "x"]], "targets": [["I", bound, "%", "", 0] for bound in bounds]})
    targets = load_plan(_saved(tmp_path, plan), "p").targets
    assert [f"{target.value}" for target in targets] == ["80", "99.5", "40000000", "0.000001"]


def _saved(folder: Path, *plans: Plan) -> Path:
    path = folder / "saved.duckdb"
    save_corpus(Corpus(plans=plans), path)
    return path


# --- writing -----------------------------------------------------------------------------------------------------


def test_readers_keep_what_they_opened_while_it_is_replaced(tmp_path: Path) -> None:
    path = _saved(tmp_path, _plan("old"))
    with duckdb.connect(path, read_only=True) as reader:
        save_corpus(Corpus(plans=(_plan("new"),)), path)
        assert reader.execute("SELECT plan_id FROM plans").fetchall() == [("old",)]
    assert [plan.plan_id for plan in load_corpus(path).plans] == ["new"]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_link_to_the_database_stays_a_link(tmp_path: Path) -> None:
    path = _saved(tmp_path, _plan("old"))
    link = tmp_path / "latest.duckdb"
    link.symlink_to(path)
    save_corpus(Corpus(plans=(_plan("new"),)), link)
    assert link.is_symlink()
    assert load_corpus(path).plans[0].plan_id == "new"


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "processed" / "x.duckdb"
    save_corpus(Corpus(), path)
    assert load_corpus(path) == Corpus()


@pytest.mark.parametrize("name", ["file/x.duckdb", "folder"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotWritable, match=name):
        save_corpus(Corpus(), tmp_path / name)
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["file", "folder"]


# --- reading -----------------------------------------------------------------------------------------------------


def test_what_is_no_database_of_ours_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.duckdb").write_text("no database\n" * 1000)
    with duckdb.connect(tmp_path / "theirs.duckdb") as connection:
        connection.execute("CREATE TABLE plans (a INTEGER)")
    with duckdb.connect(_saved(tmp_path)) as connection:
        connection.execute("UPDATE about SET schema_version = 0")
    cases = {
        "missing.duckdb": "there is no database",
        "notes.duckdb": "cannot be opened",
        "theirs.duckdb": "did not write",
        "saved.duckdb": "another version",
    }
    for name, said in cases.items():
        with pytest.raises(NotADatabase) as caught:
            load_corpus(tmp_path / name)
        assert said in caught.value.en.lower()
        assert name in caught.value.en
        assert name in caught.value.vi
        assert "doichieu build" in caught.value.en


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ubnd-lai-chau-59-2025", "ubnd-lai-chau-59-2025"),
        ("59/KH-UBND", "ubnd-lai-chau-59-2025"),
        ("59 / kh-ubnd", "ubnd-lai-chau-59-2025"),
        ("lai chau", "ubnd-lai-chau-59-2025"),
        ("Võ Nhai", "xa-vo-nhai"),
        ("004_b", "xa-vo-nhai"),
        ("so/004_b.txt", "xa-vo-nhai"),
        ("phổ cập kỹ năng", "xa-vo-nhai"),
    ],
)
def test_plans_are_found_as_people_name_them(tmp_path: Path, name: str, found: str) -> None:
    province = _plan("ubnd-lai-chau-59-2025", "002_a.txt", number="59/KH-UBND", locality="Lai Châu")
    commune = _plan("xa-vo-nhai", "so/004_b.txt", locality="xã Võ Nhai", title="Phổ cập kỹ năng số")
    assert find_plan(_saved(tmp_path, province, commune), name) == found


def test_a_plan_that_is_not_there_or_not_the_only_one_is_said(tmp_path: Path) -> None:
    path = _saved(tmp_path, _plan("ke-hoach-1"), _plan("ke-hoach-2"))
    with pytest.raises(UnknownPlan, match="ke-hoach-1, ke-hoach-2"):
        find_plan(path, "ke hoach 3")
    with pytest.raises(UnknownPlan, match="ke-hoach-1, ke-hoach-2"):
        find_plan(path, "ke-hoach")


def test_of_many_plans_some_are_named(tmp_path: Path) -> None:
    path = _saved(tmp_path, *(_plan(f"ke-hoach-{number}") for number in range(300)))
    with pytest.raises(UnknownPlan) as caught:
        find_plan(path, "x")
    assert "ke-hoach-9, … (300)" in caught.value.en
    assert len(caught.value.en) < 300


def test_an_exact_name_wins_over_a_part_of_another(tmp_path: Path) -> None:
    assert find_plan(_saved(tmp_path, _plan("ke-hoach-1"), _plan("ke-hoach-12")), "ke-hoach-1") == "ke-hoach-1"


@pytest.mark.parametrize(
    "sql", ["SELEC 1", "SELECT nothing FROM plans", "CREATE TABLE x (a INTEGER)", "DELETE FROM plans"]
)
def test_a_question_that_cannot_be_answered_is_said(tmp_path: Path, sql: str) -> None:
    with pytest.raises(BadQuery, match="doichieu schema"):
        query(_saved(tmp_path), sql)


# --- the schema --------------------------------------------------------------------------------------------------


def test_every_table_view_and_column_says_what_it_means() -> None:
    relations = describe_schema()
    assert {relation.kind for relation in relations} == {"table", "view"}
    assert [relation.name for relation in relations if not relation.meaning] == []
    columns = [
        (relation.name, column) for relation in relations if relation.kind == "table" for column in relation.columns
    ]
    assert [(table, column.name) for table, column in columns if not column.meaning] == []


def test_every_view_answers(tmp_path: Path) -> None:
    path = _saved(tmp_path, _plan("a"))
    for relation in describe_schema():
        answer = query(path, f"SELECT * FROM {relation.name}")
        assert answer.columns == tuple(column.name for column in relation.columns)
