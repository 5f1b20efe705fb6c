"""The DuckDB file: a corpus saved, loaded again equal to what was saved, and asked in SQL. The one home of duckdb.

``schema.sql`` holds the tables with the meaning of every column, ``views.sql`` the analysts' views. A record's fields
are its table's columns by the same names, but for ``start``/``end``/``offset`` (``end`` is a word of SQL itself), so
that a field added to a record needs its column in ``schema.sql`` and nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib import resources
from itertools import islice
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

import duckdb
from duckdb import DuckDBPyConnection

from extractors.errors import BadQuery, NotADatabase, NotWritable
from extractors.records import (
    Abbreviation,
    Agency,
    Assignment,
    AssignmentRef,
    Cell,
    Citation,
    Corpus,
    Counterpart,
    Coverage,
    Deadline,
    Fact,
    Finding,
    Gap,
    Impact,
    Letterhead,
    Lineage,
    Page,
    Plan,
    PlanChange,
    PlanText,
    Record,
    Review,
    Revision,
    Source,
    Table,
    Target,
    TargetLink,
    Task,
    TaskLink,
    TextLine,
    Unit,
)
from pipeline.naming import PlanNames, choose_plan
from pipeline.wording import word

SCHEMA_VERSION = 4

Row = dict[str, Any]
R = TypeVar("R", bound=Record)

_COLUMNS = {
    "start": "start_char",
    "end": "end_char",
    "offset": "start_char",
    "parent_start": "parent_start_char",
    "parent_end": "parent_end_char",
}

# Table, type of record, and where a Plan or a Corpus holds them.
_PLAN_TABLES: tuple[tuple[str, type[Record], str], ...] = (
    ("plan_facts", Fact, "letterhead.facts"),
    ("plan_pages", Page, "text.pages"),
    ("plan_lines", TextLine, "text.lines"),
    ("plan_tables", Table, "text.tables"),
    ("plan_gaps", Gap, "text.gaps"),
    ("abbreviations", Abbreviation, "abbreviations"),
    ("gaps", Gap, "gaps"),
    ("units", Unit, "units"),
    ("tasks", Task, "tasks"),
    ("targets", Target, "targets"),
    ("deadlines", Deadline, "deadlines"),
    ("assignments", Assignment, "assignments"),
    ("citations", Citation, "citations"),
)
_CORPUS_TABLES: tuple[tuple[str, type[Record], str], ...] = (
    ("sources", Source, "sources"),
    ("agencies", Agency, "agencies"),
    ("agency_counterparts", Counterpart, "counterparts"),
    ("lineage", Lineage, "lineage"),
    ("task_links", TaskLink, "task_links"),
    ("target_links", TargetLink, "target_links"),
    ("coverage", Coverage, "coverage"),
    ("findings", Finding, "findings"),
    ("reviews", Review, "reviews"),
    ("revisions", Revision, "revisions"),
    ("plan_changes", PlanChange, "changes"),
    ("impacts", Impact, "impacts"),
)

# 300,000 rows of eight columns load in 1.5 s this way, as fast as through a JSON file and without one; executemany
# takes a hundred times as long. Larger batches are no faster and hold more in memory.
_BATCH = 20_000


class QueryResult(NamedTuple):
    """The answer to a question in SQL; ``rows`` is empty where nothing matches."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Column(NamedTuple):
    """One column of a table: its type, whether it may be NULL, and what it means."""

    name: str
    type: str
    nullable: bool
    meaning: str


class Relation(NamedTuple):
    """One table or view and what it means; ``columns`` of a view have types and no meaning of their own."""

    name: str
    kind: str
    meaning: str
    columns: tuple[Column, ...]


def save_corpus(corpus: Corpus, path: Path | str) -> None:
    """Write the corpus as one DuckDB file, at once for those who read it.

    It is built in a temporary folder beside it, and then takes its place: who has the old one open keeps reading that,
    and a build that fails leaves the old one as it was.
    """
    target = Path(path).resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            _write_database(corpus, Path(folder) / target.name)
            (Path(folder) / target.name).replace(target)
    except (OSError, duckdb.IOException) as error:
        raise NotWritable(*word("store.not_writable", path=path, why=error)) from error


def load_corpus(path: Path | str) -> Corpus:
    """The corpus that was saved there: ``load_corpus(path) == corpus`` after ``save_corpus(corpus, path)``."""
    with _open_database(path) as connection:
        ((folder,),) = connection.execute("SELECT folder FROM about").fetchall()
        between = {field: _load_table(connection, table, kind) for table, kind, field in _CORPUS_TABLES}
        return Corpus.model_validate(
            {
                **between,
                "folder": folder,
                "plans": _load_plans(connection, None),
                "agency_of": _load_pairs(connection, "assignments", "assignment_id", "agency_id"),
                "cited_plan_of": _load_pairs(connection, "citations", "citation_id", "cited_plan_id"),
            }
        )


def load_plan(path: Path | str, name: str) -> Plan:
    """One plan of the file, named as people name it (see ``find_plan``)."""
    with _open_database(path) as connection:
        (plan,) = _load_plans(connection, _find_plan(connection, name))
        return plan


def find_plan(path: Path | str, name: str) -> str:
    """The ``plan_id`` of the plan that people call so (see ``naming``); ``UnknownPlan`` where there is not just one."""
    with _open_database(path) as connection:
        return _find_plan(connection, name)


def load_folder(path: Path | str) -> Path | None:
    """The folder whose plans were read; ``None`` where they came from no folder."""
    with _open_database(path) as connection:
        ((folder,),) = connection.execute("SELECT folder FROM about").fetchall()
        return None if folder is None else Path(folder)


def query(path: Path | str, sql: str, parameters: Mapping[str, object] | None = None) -> QueryResult:
    """The answer of the file to a question in SQL (``$name`` a parameter); the file is opened for reading only."""
    with _open_database(path) as connection:
        try:
            cursor = connection.execute(sql, parameters)
            columns = tuple(name for name, *_ in cursor.description or ())
            return QueryResult(columns, cursor.fetchall() if columns else [])
        except duckdb.Error as error:
            raise BadQuery(*word("store.bad_query", why=str(error).strip())) from error


def describe_schema() -> tuple[Relation, ...]:
    """Every table and view of a build with its meaning, in the order of ``schema.sql`` and ``views.sql``."""
    with _connect(":memory:", read_only=False) as connection:
        _create_tables(connection)
        relations = connection.execute(
            """
            SELECT table_oid, table_name, 'table', comment FROM duckdb_tables() WHERE NOT internal
            UNION ALL SELECT view_oid, view_name, 'view', comment FROM duckdb_views() WHERE NOT internal
            ORDER BY 1
            """
        ).fetchall()
        columns: dict[int, list[Column]] = defaultdict(list)
        for oid, *column in connection.execute(
            """
            SELECT table_oid, column_name, data_type, is_nullable, coalesce(comment, '') FROM duckdb_columns()
            WHERE NOT internal ORDER BY table_oid, column_index
            """
        ).fetchall():
            columns[oid].append(Column(*column))
        return tuple(Relation(name, kind, meaning, tuple(columns[oid])) for oid, name, kind, meaning in relations)


def _connect(path: Path | str, *, read_only: bool) -> DuckDBPyConnection:
    # Office networks are closed: an extension that is not there is said to be missing, not fetched.
    return duckdb.connect(path, read_only=read_only, config={"autoinstall_known_extensions": "false"})


def _open_database(path: Path | str) -> DuckDBPyConnection:
    if not Path(path).is_file():
        raise NotADatabase(*word("store.no_database", path=path))
    try:
        connection = _connect(path, read_only=True)
        version = connection.execute("SELECT schema_version FROM about").fetchone()
    except duckdb.CatalogException as error:
        raise NotADatabase(*word("store.not_ours", path=path)) from error
    except duckdb.Error as error:
        raise NotADatabase(*word("store.not_a_database", path=path, why=str(error).strip())) from error
    if version != (SCHEMA_VERSION,):
        connection.close()
        raise NotADatabase(*word("store.other_version", path=path))
    return connection


def _find_plan(connection: DuckDBPyConnection, name: str) -> str:
    plans = connection.execute("SELECT plan_id, number, source, title, locality FROM plans ORDER BY rowid").fetchall()
    return choose_plan((PlanNames(*plan) for plan in plans), name)


def _write_database(corpus: Corpus, path: Path) -> None:
    with _connect(path, read_only=False) as connection:
        connection.begin()  # one commit: a commit for each of the two hundred statements takes 0.1 s more
        _create_tables(connection)
        _fill_tables(connection, corpus)
        connection.commit()


def _create_tables(connection: DuckDBPyConnection) -> None:
    for script in ("schema.sql", "views.sql"):
        connection.execute(resources.files("pipeline").joinpath(script).read_text(encoding="utf-8"))


def _fill_tables(connection: DuckDBPyConnection, corpus: Corpus) -> None:
    _insert_rows(
        connection, "about", [{"program": "doichieu", "schema_version": SCHEMA_VERSION, "folder": corpus.folder}]
    )
    _insert_rows(connection, "plans", map(_plan_row, corpus.plans))
    for table, _, field in _PLAN_TABLES:
        _insert_rows(connection, table, _rows_of_plans(corpus, field))
    _insert_rows(connection, "assignment_refs", _ref_rows(corpus))
    for table, _, field in _CORPUS_TABLES:
        _insert_rows(connection, table, _rows_between_plans(corpus, field))


def _insert_rows(connection: DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    """Append the rows in their order; what a row holds beyond the table's columns is left out."""
    stored = connection.execute(
        # A generated column has its expression as its default; no other column of schema.sql has one.
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND column_default IS NULL "
        "ORDER BY column_index",
        [table],
    ).fetchall()
    names = [name for name, _ in stored]
    values = ", ".join(f"unnest(?::{kind}[])" for _, kind in stored)
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values}",
            [[row[name] for row in batch] for name in names],
        )


def _row(record: Record) -> Row:
    return {_COLUMNS.get(field, field): value for field, value in record.model_dump().items()}


def _plan_row(plan: Plan) -> Row:
    return {
        **_row(plan.letterhead),
        **_row(plan.text),
        "plan_id": plan.plan_id,
        "pages": len({page.number for page in plan.text.pages}) or None,
        "completeness": plan.completeness,
    }


def _rows_of_plans(corpus: Corpus, field: str) -> Iterator[Row]:
    records_of = attrgetter(field)
    for plan in corpus.plans:
        for record in records_of(plan):
            row = _row(record)
            row["plan_id"] = plan.plan_id
            row.setdefault("page", plan.text.page_at(row["start_char"]))
            row.setdefault("text", row.get("quote"))
            match record:
                case Unit(start=start, end=end):
                    row["end_page"] = plan.text.page_at(max(start, end - 1))
                case Table(rows=rows):
                    row["cells"] = [[_row(cell) for cell in cells] for cells in rows]
                case Assignment(assignment_id=assignment_id):
                    row["agency_id"] = corpus.agency_of.get(assignment_id)
                case Citation(citation_id=citation_id):
                    row["cited_plan_id"] = corpus.cited_plan_of.get(citation_id)
            yield row


def _ref_rows(corpus: Corpus) -> Iterator[Row]:
    for plan in corpus.plans:
        for assignment in plan.assignments:
            for ref in assignment.refs:
                yield {"assignment_id": assignment.assignment_id, **_row(ref)}


def _rows_between_plans(corpus: Corpus, field: str) -> Iterator[Row]:
    texts = {plan.plan_id: plan.text for plan in corpus.plans}
    for record in attrgetter(field)(corpus):
        row = _row(record)
        if isinstance(record, Finding):
            row["page"] = _page(texts.get(record.plan_id), record.start)
            row["parent_page"] = _page(texts.get(record.parent_plan_id or ""), record.parent_start)
        yield row


def _page(text: PlanText | None, offset: int | None) -> int | None:
    return None if text is None or offset is None else text.page_at(offset)


def _load_plans(connection: DuckDBPyConnection, plan_id: str | None) -> tuple[Plan, ...]:
    """All plans in their order, or the one of that id."""
    where = "" if plan_id is None else "WHERE plan_id = $plan_id"
    named = {} if plan_id is None else {"plan_id": plan_id}
    refs = defaultdict(list)
    for row in _select_rows(connection, f"assignment_refs JOIN assignments a USING (assignment_id) {where}", named):
        refs[row["assignment_id"]].append(_make_record(AssignmentRef, row))
    parts: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for table, kind, field in _PLAN_TABLES:
        for row in _select_rows(connection, f"{table} {where}", named):
            nested = {"refs": refs.get(row.get("assignment_id", ""), ()), "rows": _cell_rows(row)}
            parts[row["plan_id"]][field].append(_make_record(kind, row | nested))
    return tuple(_make_plan(row, parts[row["plan_id"]]) for row in _select_rows(connection, f"plans {where}", named))


def _make_plan(row: Row, parts: Mapping[str, list[Record]]) -> Plan:
    fields = {field: tuple(parts[field]) for _, _, field in _PLAN_TABLES}
    text = {field.removeprefix("text."): records for field, records in fields.items() if field.startswith("text.")}
    return Plan.model_validate(
        {
            **{field: records for field, records in fields.items() if "." not in field},
            "plan_id": row["plan_id"],
            "text": _make_record(PlanText, row | text),
            "letterhead": _make_record(Letterhead, row | {"facts": fields["letterhead.facts"]}),
        }
    )


def _load_table(connection: DuckDBPyConnection, table: str, kind: type[R]) -> tuple[R, ...]:
    return tuple(_make_record(kind, row) for row in _select_rows(connection, table, {}))


def _load_pairs(connection: DuckDBPyConnection, table: str, key: str, value: str) -> dict[str, str]:
    """What each record of a table is, for those of which that is known."""
    pairs = connection.execute(f"SELECT {key}, {value} FROM {table} WHERE {value} IS NOT NULL ORDER BY rowid")
    return dict(pairs.fetchall())


def _select_rows(connection: DuckDBPyConnection, source: str, named: Mapping[str, str]) -> list[Row]:
    """The rows of a table in the order they were saved in, which is what ``rowid`` counts."""
    table = source.split()[0]
    cursor = connection.execute(f"SELECT * FROM {source} ORDER BY {table}.rowid", named)
    columns = [name for name, *_ in cursor.description or ()]
    return [dict(zip(columns, map(_plain, values), strict=True)) for values in cursor.fetchall()]


def _plain(value: Any) -> Any:
    # DuckDB gives every decimal of a column the same places: 80.000000 is 80 again, and 4E+7 stays 40000000.
    return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


def _cell_rows(row: Row) -> list[list[Record]]:
    return [[_make_record(Cell, cell) for cell in cells] for cells in row.get("cells") or ()]


def _make_record(kind: type[R], row: Row) -> R:
    return kind.model_validate({field: row[_COLUMNS.get(field, field)] for field in kind.model_fields})
