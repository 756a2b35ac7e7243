"""Whether a file may come in: its type by content, its size unpacked, and nothing in it that acts.

PDF, JPEG, PNG, and the Office files of today without macros; everything else is refused, whatever its
name says. Nothing is executed, rendered or unpacked to disk.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from ..core.entities import declares_entities
from ..core.service import Failed

MIB = 2**20
MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * MIB
MOST_RATIO = 200
MOST_OBJECTS = 100_000
ACTIVE = {
    "/JS": "脚本",
    "/JavaScript": "脚本",
    "/Launch": "启动程序",
    "/EmbeddedFile": "嵌入的文件",
    "/EmbeddedFiles": "嵌入的文件",
    "/RichMedia": "多媒体",
    "/XFA": "动态表单",
    "/SubmitForm": "向外提交的表单",
    "/ImportData": "导入数据",
    "/GoToE": "嵌入的文件",
}
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
MACROS = ("vbaproject", "macrosheets/", "activex/", "embeddings/", "oleobject")


@dataclass(frozen=True)
class Checked:
    """What a sound file is: its usual ending and its media type."""

    ending: str
    media: str


def check(name: str, file: IO[bytes]) -> Checked:
    """The type of a sound file, whose name must end accordingly.

    Raises:
        Failed: it is none of the types, or does something, or its name says another type.
    """
    file.seek(0)
    head = file.read(8)
    found = next((look(file) for start, look in LOOKS.items() if head.startswith(start)), None)
    if found is None:
        raise Failed("不接受这种文件", "可以上传 PDF、JPG、PNG、DOCX、XLSX")
    ending = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if ending != found.ending:
        raise Failed(
            f"文件名以 .{ending[:8]} 结尾，内容却是 {found.ending.upper()}", "改正文件名，或重新导出后上传"
        )
    file.seek(0)
    return found


def _pdf(file: IO[bytes]) -> Checked:
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise Failed("文件有密码保护，无法检查", "去掉密码后再上传")
        for active in _active(reader):
            raise Failed(f"PDF 中含有{ACTIVE[active]}", "用“打印为 PDF”重新生成后上传")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise Failed("PDF 读不出来，可能已损坏", "重新生成后上传") from None
    return Checked("pdf", "application/pdf")


def _active(reader: PdfReader) -> Iterator[str]:
    """What acts, in every object of the file, wherever it is packed."""
    numbers = {n for section in reader.xref.values() for n in section} | set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("too many objects")
    yield from _within(reader.trailer)
    for number in sorted(numbers):
        found = reader.get_object(number)
        if found is not None:
            yield from _within(found)


def _within(value: object) -> Iterator[str]:
    """Names of a value, not following references: those are visited by number."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject):
            for key, held in dict.items(item):
                yield from (str(name) for name in (key, held) if isinstance(name, str) and name in ACTIVE)
                waiting.append(held)
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))


def _image(ending: str, media: str, last: bytes) -> Callable[[IO[bytes]], Checked]:
    def look(file: IO[bytes]) -> Checked:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - 64))
        if last not in file.read():
            raise Failed("图片不完整", "重新保存后上传")
        return Checked(ending, media)

    return look


def _office(file: IO[bytes]) -> Checked:
    try:
        with zipfile.ZipFile(file) as packed:
            entries = packed.infolist()
            _bounded(entries)
            names = [e.filename for e in entries]
            types = _read(packed, "[Content_Types].xml")
            relations = b"".join(_read(packed, n) for n in names if n.endswith(".rels"))
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError, EOFError):
        raise Failed("文件读不出来，可能已损坏", "重新保存后上传") from None
    lowered = [n.lower() for n in names]
    if any(word in name for name in lowered for word in MACROS) or b"macroenabled" in types.lower():
        raise Failed("文件中含有宏或嵌入的对象", "另存为不含宏的 DOCX 或 XLSX 后上传")
    if declares_entities(types + relations):
        raise Failed("文件中含有外部实体", "重新保存后上传")
    if b"/attachedTemplate" in relations or b"/frame" in relations:
        raise Failed("文件会从别处取来内容", "去掉模板和框架的链接后上传")
    found = next((kind for start, kind in OFFICE.items() if any(n.startswith(start) for n in names)), None)
    if found is None:
        raise Failed("不接受这种压缩文件", "可以上传 PDF、JPG、PNG、DOCX、XLSX")
    return Checked(*found)


def _bounded(entries: list[zipfile.ZipInfo]) -> None:
    """What it says of itself, before anything is unpacked."""
    unpacked = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries) or 1
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise Failed("文件解压后过大", "拆成几个文件后上传")
    if any(e.filename.startswith("/") or ".." in e.filename.split("/") for e in entries):
        raise Failed("文件中的路径不正常", "重新保存后上传")


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as entry:
        return entry.read(MIB)


LOOKS: Mapping[bytes, Callable[[IO[bytes]], Checked]] = {
    b"%PDF-": _pdf,
    b"\xff\xd8\xff": _image("jpg", "image/jpeg", b"\xff\xd9"),
    b"\x89PNG\r\n\x1a\n": _image("png", "image/png", b"IEND"),
    b"PK\x03\x04": _office,
}
