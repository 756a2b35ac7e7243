"""Uploads: what may come in, what may not, where it lies and how it is given back."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test.client import encode_multipart

from huiqi.web.core.service import Failed, NotThere
from huiqi.web.documents.checking import check
from huiqi.web.documents.models import Document
from huiqi.web.documents.services import keep_document, remove_document
from huiqi.web.documents.storage import path_of
from tests.web.documents.files import EXE, HTML, JPG, PNG, SVG, office, pdf
from tests.web.world import FIRM, OTHER_FIRM, acting, visit

BOMB = office({"xl/media/a.bin": b"\0" * (64 * 2**20)})
SOUND = {"a.pdf": pdf(), "a.png": PNG, "a.jpg": JPG, "b.JPEG": JPG, "a.xlsx": office({})}
REFUSED = {
    "a program named .pdf": ("a.pdf", EXE, "不接受这种文件"),
    "a picture that is code": ("a.svg", SVG, "不接受这种文件"),
    "a page named .png": ("a.png", HTML, "不接受这种文件"),
    "a picture named .pdf": ("a.pdf", PNG, "内容却是 PNG"),
    "half a picture": ("a.png", PNG[:20], "不完整"),
    "a PDF that is none": ("a.pdf", b"%PDF-1.7\nnothing", "读不出来"),
    "a PDF with a script": ("a.pdf", pdf(JavaScript="app.alert(1)"), "脚本"),
    "a PDF that starts a program": ("a.pdf", pdf(Launch="calc.exe"), "启动程序"),
    "a zip bomb": ("a.xlsx", BOMB, "解压后过大"),
    "macros": ("a.xlsx", office({"xl/vbaProject.bin": b"x"}), "宏"),
    "macros by their type": ("a.xlsx", office({"[Content_Types].xml": b"macroEnabled"}), "宏"),
    "an embedded object": ("a.xlsx", office({"xl/embeddings/oleObject1.bin": b"x"}), "宏或嵌入"),
    "a path that leads out": ("a.xlsx", office({"../../etc/passwd": b"x"}), "路径"),
    "an entity from elsewhere": ("a.xlsx", office({"[Content_Types].xml": b"<!DOCTYPE x>"}), "外部实体"),
    "an entity in another encoding": (
        "a.xlsx",
        office({"[Content_Types].xml": "<!DOCTYPE x>".encode("utf-16")}),
        "外部实体",
    ),
    "a template from elsewhere": (
        "a.docx",
        office({"word/_rels/settings.xml.rels": b'<r Type="x/attachedTemplate" TargetMode="External"/>'}),
        "从别处取来",
    ),
    "a plain archive": ("a.zip", office({}, kind="readme.txt"), "压缩文件"),
    "a broken archive": ("a.xlsx", b"PK\x03\x04nothing", "读不出来"),
    "nothing": ("a.pdf", b"", "不接受这种文件"),
    "no name": ("..", PNG, "文件名"),
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def keep(name: str = "a.png", content: bytes = PNG, login: str = "clerk") -> Document:
    return keep_document(acting(login), credit_code=FIRM, name=name, file=BytesIO(content))


def files() -> list[Path]:
    return [p for p in Path(site.MEDIA_ROOT).rglob("*") if p.is_file()]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_kept_under_its_checksum(name: str) -> None:
    row = keep(name, SOUND[name])
    assert path_of(row.sha256).read_bytes() == SOUND[name] and row.size == len(SOUND[name])
    assert not path_of(row.sha256).is_relative_to(site.STATIC_ROOT)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_sound_is_refused_and_leaves_nothing(what: str) -> None:
    name, content, why = REFUSED[what]
    with pytest.raises(Failed, match=why):
        keep(name, content)
    assert not files() and not Document.objects.exists()


def test_a_script_in_a_compressed_object_is_found() -> None:
    hidden = pdf(compressed=True, JavaScript="app.alert(1)")
    assert b"/JavaScript" not in hidden
    with pytest.raises(Failed, match="脚本"):
        check("a.pdf", BytesIO(hidden))


def test_a_path_in_a_name_is_only_a_name() -> None:
    assert keep("..\\..\\etc/保单.png").name == "保单.png"


def test_the_same_content_is_there_once() -> None:
    assert keep("a.png").pk == keep("b.png").pk
    assert len(files()) == 1


def test_a_file_is_given_back_to_be_saved_and_nothing_in_it_runs() -> None:
    row = keep("保单.png")
    answer = visit("clerk").get(f"/documents/{row.pk}/")
    assert answer.content == PNG
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_no_address_leads_to_the_folder() -> None:
    row = keep()
    for path in (f"/files/{row.sha256}", f"/media/{row.sha256}", f"/static/../files/{row.sha256}"):
        assert visit("clerk").get(path).status_code in (403, 404)


def test_a_library_is_the_firms_own() -> None:
    row = keep()
    assert visit("owner-there").get(f"/documents/{row.pk}/").status_code == 404
    assert visit("officer").get(f"/documents/{row.pk}/").status_code == 403
    with pytest.raises(NotThere):
        keep_document(acting("clerk"), credit_code=OTHER_FIRM, name="a.png", file=BytesIO(PNG))


def test_what_is_taken_out_of_the_library_stays_on_disk() -> None:
    row = keep()
    remove_document(acting("owner"), document=row)
    assert path_of(row.sha256).exists()
    assert "还没有材料" in visit("owner").get("/documents/").content.decode()


def test_the_page_takes_a_file_and_tells_what_is_wrong_with_another() -> None:
    client = visit("clerk")
    sound = client.post("/documents/", {"file": SimpleUploadedFile("保单.png", PNG)}, follow=True)
    assert "已存入材料库" in sound.content.decode()
    wrong = client.post("/documents/", {"file": SimpleUploadedFile("a.pdf", EXE)}, follow=True)
    assert "不接受这种文件" in wrong.content.decode()
    assert client.post("/documents/", {}).status_code == 422


class Endless:
    """A body of 200 MB that counts what is read of it."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        self.read_bytes += max(size, 0)
        return b"0" * max(size, 0)

    readline = read


@contextmanager
def kept_open() -> Iterator[None]:
    """A request does not close the test's connection."""
    request_started.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)


def test_a_body_of_200_megabytes_is_answered_before_a_byte_is_read(tmp_path: Path, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    body, said = Endless(), []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/documents/",
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(200 * 2**20),
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.input": body,
        "wsgi.url_scheme": "http",
    }
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with kept_open():
        answer = WSGIHandler()(environ, lambda status, headers: said.append(status))
    assert said == ["413 Request Entity Too Large"] and "20 MB" in b"".join(answer).decode()
    assert body.read_bytes == 0 and not list(tmp_path.iterdir())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_file_that_is_refused_leaves_no_temporary_one(tmp_path: Path, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    large = EXE + b"0" * (3 * 2**20)
    body = encode_multipart("x", {"file": SimpleUploadedFile("a.pdf", large)})
    visit("clerk").post("/documents/", body, content_type="multipart/form-data; boundary=x")
    assert not list(tmp_path.glob("*.upload*")) and not files()


def test_a_write_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[None]:
        raise OSError("disk full")

    monkeypatch.setattr("huiqi.web.documents.storage.os.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        keep()
    assert not files() and not Document.objects.exists()
