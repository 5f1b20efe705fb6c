"""What was recognised on a page, kept by the content of its image, so that a second build does not do it again.

One small JSON file a page, in the user's cache folder; whatever is wrong with one, the page is recognised anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from pipeline.readers import ocr, scan_checks, scan_reading, scan_rules
from pipeline.readers.page_ink import Pixels
from pipeline.readers.scan_reading import Reading

# A page holds a few thousand letters; a file larger than this is none of ours.
_LARGEST = 8_000_000


def find_cache() -> Path:
    """The folder for recognised pages: ``$XDG_CACHE_HOME/doichieu/ocr``, or ``~/.cache/doichieu/ocr``."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(named) if os.path.isabs(named) else Path(os.path.expanduser("~"), ".cache")
    return root / "doichieu" / "ocr"


def name_page(ink: Pixels) -> str:
    """The name of the page of that image, read by this engine with this code."""
    digest = hashlib.sha256(f"{_describe_recipe()} {ink.shape}".encode())
    digest.update(ink.tobytes())
    return digest.hexdigest()


def load_reading(name: str) -> Reading | None:
    """What was read on a page; ``None`` where it was not read yet, or its file is broken."""
    try:
        with (find_cache() / f"{name}.json").open("rb") as file:
            return Reading.from_row(json.loads(file.read(_LARGEST)))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def save_reading(name: str, reading: Reading) -> None:
    """Keep what was read on a page; where nothing can be written, it is recognised again the next time."""
    folder = find_cache()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(reading.to_row(), file, ensure_ascii=False, separators=(",", ":"))
            os.replace(temporary, folder / f"{name}.json")
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


@cache
def _describe_recipe() -> str:
    """The engine, and the code that uses it: a change in either may change what is read."""
    code = hashlib.sha256()
    for module in (ocr, scan_checks, scan_reading, scan_rules):
        with suppress(OSError):
            code.update(Path(str(module.__file__)).read_bytes())
    return f"{ocr.describe_engine()} {code.hexdigest()[:16]}"
