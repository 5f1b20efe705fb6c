"""The notebooks run from top to bottom, and draw."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


def load_notebook(path: Path) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.reads(  # type: ignore[no-untyped-call]
        path.read_text(encoding="utf-8"), as_version=4
    )
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_runs_from_top_to_bottom(path: Path) -> None:
    notebook = load_notebook(path)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": path.parent}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 2
    assert not any("stderr" in output.get("name", "") for output in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_is_kept_without_output(path: Path) -> None:
    """Outputs would grow stale beside the code, and carry the paths of whoever ran it last."""
    notebook = load_notebook(path)
    assert not any(cell.get("outputs") for cell in notebook.cells)
