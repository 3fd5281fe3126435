"""9101 and 9102: files up and down; UTF-8 text, TAB-separated, in a ZIP (wire.md §1.5, §5.10)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Sequence

from ..records import StoredFile
from ..refusals import Refused
from .context import Answer, Context, required, stamp, text

LARGEST = 8 * 1024 * 1024
KEPT_DAYS = 7
CATALOGUE_OWNER = "plc"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def upload(ctx: Context) -> Answer:
    """9101: keeps a file for seven days and gives it a number."""
    node = ctx.node("fsUploadIn")
    name = required(node, "filename")
    try:
        content = base64.b64decode(required(node, "in"), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("FIELD_INVALID", "in") from None
    if len(content) > LARGEST:
        raise Refused("FIELD_INVALID", "in超过8MB")
    stored = store_file(ctx, name, content, ctx.sender().code)
    return Answer(
        output={
            "file_qury_no": stored.number,
            "filename": name,
            "fixmedins_code": ctx.sender().code,
            "dld_endtime": stamp(expires_at(stored)),
        }
    )


def download(ctx: Context) -> Answer:
    """9102: the bytes of a file of the sender, or of a catalogue (owner ``plc``).

    The message names the owner (wire.md §5.10); one that names none gets what it may read.
    """
    node = ctx.node("fsDownloadIn")
    stored = file_of(ctx, required(node, "file_qury_no"))
    if text(node.get("fixmedins_code")) not in ("", stored.institution):
        raise Refused("FILE_UNKNOWN")
    return Answer(stream=base64.b64decode(stored.content))


def file_of(ctx: Context, number: str) -> StoredFile:
    """A file that the sender may read; FILE_UNKNOWN otherwise."""
    found = ctx.draft.get("files", number, StoredFile)
    if found is None or found.institution not in {ctx.sender().code, CATALOGUE_OWNER}:
        raise Refused("FILE_UNKNOWN")
    if ctx.at > expires_at(found):
        raise Refused("FILE_UNKNOWN", "已过下载截止时间")
    return found


def expires_at(stored: StoredFile) -> dt.datetime:
    """When a file can no longer be fetched."""
    return stored.stored_at + dt.timedelta(days=KEPT_DAYS)


def store_file(ctx: Context, name: str, content: bytes, owner: str) -> StoredFile:
    """Keep bytes under a new number."""
    stored = StoredFile(
        number=f"F{ctx.serial('file')}",
        name=name,
        institution=owner,
        stored_at=ctx.at,
        content=base64.b64encode(content).decode(),
    )
    ctx.draft.put("files", stored.number, stored)
    return stored


def packed(name: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a ZIP of one text; an empty column is the literal ``null``."""
    lines = ["\t".join(column or "null" for column in row) for row in rows]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, _EPOCH), "\n".join(lines).encode())
    return buffer.getvalue()


def unpacked(content: bytes) -> list[list[str]]:
    """The rows of the text in a ZIP (or of a bare text); ``null`` becomes empty.

    Lines end with LF or CRLF, nothing else: a name may hold what Unicode calls a line separator.

    Raises:
        Refused: FIELD_INVALID where the file cannot be read.
    """
    try:
        plain = _only(content) if content.startswith(b"PK") else content
        lines = plain.decode("utf-8-sig").split("\n")
    except (zipfile.BadZipFile, zlib.error, UnicodeDecodeError, OSError, RuntimeError):
        raise Refused("FIELD_INVALID", "文件无法读取") from None
    except (NotImplementedError, IndexError, ValueError):
        raise Refused("FIELD_INVALID", "文件无法读取") from None
    rows = [line.split("\t") for line in lines if line.strip()]
    return [["" if text(column) == "" else column.strip() for column in row] for row in rows]


def _only(content: bytes) -> bytes:
    """The one file of an archive; folders and what a Mac adds do not count."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [each for each in archive.infolist() if _is_file(each)]
        if len(files) != 1:
            raise Refused("FIELD_INVALID", f"压缩包内应有一个文件，实有{len(files)}个")
        entry = files[0]
        if entry.file_size > LARGEST:
            raise Refused("FIELD_INVALID", "文件过大")
        with archive.open(entry) as stream:
            plain = stream.read(LARGEST + 1)
    if len(plain) > LARGEST:
        raise Refused("FIELD_INVALID", "文件过大")
    return plain


def _is_file(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and not entry.filename.startswith("__MACOSX/")


SERVICES = {"9101": upload, "9102": download}
