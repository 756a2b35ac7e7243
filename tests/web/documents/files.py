"""Files that come in and files that must not, made as they are asked for."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0" + b"0" * 40 + b"\xff\xd9"
EXE = b"MZ\x90\x00" + b"0" * 200
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"


def pdf(compressed: bool = False, **added: str) -> bytes:
    """A page; with an action of that name on opening, packed into an object stream where asked."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for name, value in added.items():
        held = NameObject("/JS" if name == "JavaScript" else "/F")
        action = DictionaryObject({NameObject("/S"): NameObject(f"/{name}"), held: TextStringObject(value)})
        writer.root_object[NameObject("/Names")] = writer._add_object(action)
    out = BytesIO()
    writer.write(out)
    return out.getvalue() if not compressed else packed(out.getvalue())


def packed(plain: bytes) -> bytes:
    """The same objects, one of them in a compressed object stream."""
    import re
    import zlib

    found = re.search(rb"(\d+) 0 obj\n(<<\n/S /JavaScript.*?>>)\nendobj", plain, re.S)
    assert found
    inner = b"%d 0 %s" % (int(found[1]), found[2])
    first = inner.index(b"<<")
    body = zlib.compress(inner)
    number = max(int(n) for n in re.findall(rb"(\d+) 0 obj", plain)) + 1
    stream = b"%d 0 obj\n<< /Type /ObjStm /N 1 /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    return plain.replace(found[0], stream % (number, first, len(body), body))


def office(entries: Mapping[str, bytes], kind: str = "xl/workbook.xml") -> bytes:
    """An Office file with those entries besides the usual ones."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", entries.get("[Content_Types].xml", b"<Types/>"))
        file.writestr(kind, b"<workbook/>")
        for name, content in entries.items():
            if name != "[Content_Types].xml":
                file.writestr(name, content)
    return out.getvalue()
