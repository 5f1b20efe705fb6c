"""How alike texts are by an embedding model that a user brings; off unless one is given, and nothing here loads one.

A model finds tasks that say one thing in different words. Its figures mean nothing by themselves (some models find any
two Vietnamese texts alike to .6), so that only what is above the usual likeness of a parent and a child counts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

import numpy as np
import numpy.typing as npt

from extractors.errors import UnusableModel
from pipeline.linking.similarity import Similarities
from pipeline.wording import word


class Embedder(Protocol):
    """Turns texts into vectors: an array of numbers with one row a text, rows of alike texts pointing alike ways."""

    def __call__(self, texts: Sequence[str], /) -> npt.ArrayLike: ...


def score_meaning(children: Sequence[str], parents: Sequence[str], embed: Embedder | None) -> Similarities:
    """How much liker in meaning than usual each child text is to each parent text, 0 to 1; all 0 without a model.

    Raises ``UnusableModel`` where what the model gives is not one row of finite numbers for each text.
    """
    if embed is None or not children or not parents:
        return np.zeros((len(children), len(parents)), dtype=np.float32)
    scores = _embed(children, embed) @ _embed(parents, embed).T
    usual = float(np.median(scores))
    return ((scores - usual) / max(1 - usual, _LEAST_ROOM)).clip(0, 1).astype(np.float32)


def find_embedder(name: str) -> Embedder:
    """The function that ``module:function`` names; modules are also looked for where the command is run.

    Raises ``UnusableModel`` where there is none.
    """
    module_name, _, function_name = name.partition(":")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        function: Embedder = getattr(import_module(module_name), function_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UnusableModel(*word("link.no_embedder", name=name, why=error)) from error
    return function


_LEAST_ROOM = 0.01  # where a model finds everything alike, nothing is liker than usual


def _embed(texts: Sequence[str], embed: Embedder) -> npt.NDArray[np.float64]:
    """The vectors of length one; a text that has none stays nought and is like nothing."""
    vectors = np.asarray(embed(texts), dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
        raise UnusableModel(*word("link.bad_vectors", texts=len(texts), shape="×".join(map(str, vectors.shape))))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    directions: npt.NDArray[np.float64] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return directions
