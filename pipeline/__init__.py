"""What to do with what plans say: read them, hold them against each other, keep and show the result.

    import pipeline

    corpus = pipeline.build_corpus("data/raw")
    pipeline.save_corpus(corpus, "data/processed/doichieu.duckdb")
    graph = pipeline.build_graph(corpus)

Each name is loaded with its libraries when it is first used, so that the command answers ``--help`` at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.build import build_corpus
    from pipeline.evaluate import evaluate_corpus
    from pipeline.evaluating.gold import load_gold
    from pipeline.graph import build_graph
    from pipeline.page_view import draw_page
    from pipeline.store import load_corpus, load_plan, query, save_corpus

__all__ = [
    "build_corpus",
    "build_graph",
    "draw_page",
    "evaluate_corpus",
    "load_corpus",
    "load_gold",
    "load_plan",
    "query",
    "save_corpus",
]

_HOMES = {
    "build_corpus": "pipeline.build",
    "build_graph": "pipeline.graph",
    "draw_page": "pipeline.page_view",
    "evaluate_corpus": "pipeline.evaluate",
    "load_corpus": "pipeline.store",
    "load_gold": "pipeline.evaluating.gold",
    "load_plan": "pipeline.store",
    "query": "pipeline.store",
    "save_corpus": "pipeline.store",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
