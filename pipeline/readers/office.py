"""Word's .doc of 1997 to 2003 and RTF, turned into .docx by LibreOffice and read as that.

LibreOffice keeps automatic numbering, which antiword and catdoc lose. It runs without a window, with a profile and a
folder of its own that go when it ends, so that nothing is shared between runs or left behind; macros are off, and
what a document links to is not fetched.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from extractors.errors import NotADocument, UnreadableFile
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.docx import read_docx
from pipeline.readers.docx_package import is_compound_file, is_encrypted
from pipeline.readers.rtf_labels import spell_labels
from pipeline.wording import word

Format = Literal["doc", "rtf"]

# A plan of 20 pages takes 1 to 2 seconds on two cores, most of it for starting LibreOffice; a hostile file takes all
# that it is given.
_SECONDS = 90
_COMMANDS = ("soffice", "libreoffice")

# Macros off, no link followed, none updated: the settings that matter of LibreOffice's own.
_SETTINGS = {
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("org.openoffice.Office.Writer/Content/Update", "Link"): "2",
}

# The first bytes of a Word document's main stream, which lies at the start of a sector, and its flag "encrypted"
# ([MS-DOC] 2.5.2, FibBase).
_WORD_MARK = b"\xec\xa5"
_SECTOR = 512
_FLAGS_AT, _ENCRYPTED = 11, 0x01


def read_doc(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs and tables of a .doc file; raises ``UnreadableFile`` where it cannot be converted."""
    main = _find_main_stream(data)
    if is_encrypted(data) or (main is not None and data[main + _FLAGS_AT] & _ENCRYPTED):
        raise UnreadableFile(*word("office.password"))
    if not is_compound_file(data):
        raise UnreadableFile(*word("office.not_converted", format=".doc"))
    if main is None and "WordDocument".encode("utf-16-le") not in data:
        raise NotADocument(*word("office.not_word_97"))
    read_docx(convert_to_docx(data, "doc"), builder)


def read_rtf(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs and tables of an RTF file; raises ``UnreadableFile`` where it cannot be converted."""
    if not data.lstrip().startswith(b"{\\rt"):
        raise UnreadableFile(*word("office.not_rtf"))
    read_docx(convert_to_docx(spell_labels(data), "rtf"), builder)


def convert_to_docx(data: bytes, format: Format) -> bytes:
    """The same document as .docx, by LibreOffice; raises ``UnreadableFile`` where that is missing, fails or hangs."""
    name = format.upper() if format == "rtf" else f".{format}"
    command = next(filter(None, map(shutil.which, _COMMANDS)), None)
    if command is None:
        raise UnreadableFile(*word("office.no_converter", format=name))
    with tempfile.TemporaryDirectory(prefix="doichieu-", ignore_cleanup_errors=True) as folder:
        source, profile, made = Path(folder, f"plan.{format}"), Path(folder, "profile"), Path(folder, "made")
        source.write_bytes(data)
        _write_settings(profile)
        if not _run(_make_command(command, source, profile, made), folder):
            raise UnreadableFile(*word("office.slow_converter", format=name, seconds=_SECONDS))
        try:
            return (made / "plan.docx").read_bytes()
        except OSError as error:
            raise UnreadableFile(*word("office.not_converted", format=name)) from error


def _make_command(command: str, source: Path, profile: Path, made: Path) -> list[str]:
    return [
        command,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nofirststartwizard",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(made),
        str(source),
    ]


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in _SETTINGS.items()
    )
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}'
        "</oor:items>",
        encoding="utf-8",
    )


def _run(command: list[str], folder: str) -> bool:
    """Run LibreOffice to its end; ``False`` where it was ended after its time, with all that it had started."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            return False
        except BaseException:  # whatever ends us must not leave it running
            _end(process)
            raise
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it started: soffice is a script that starts the program."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _find_main_stream(data: bytes) -> int | None:
    """Where the main stream of a .doc file begins; its first bytes are never encrypted, even where the rest is."""
    starts = range(_SECTOR, len(data) - _FLAGS_AT, _SECTOR)
    return next((start for start in starts if data.startswith(_WORD_MARK, start)), None)
