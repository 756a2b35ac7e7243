"""Register data that departments deliver: what is taken, what is refused, what becomes of each row."""

import csv
import zipfile
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from huiqi.register.store import Snapshot, open_store
from huiqi.web.core.clock import frozen, now, today
from huiqi.web.core.service import Failed
from huiqi.web.jobs.models import Job, State
from huiqi.web.jobs.work import LEASE
from huiqi.web.jobs.worker import perform, take
from huiqi.web.registry import background, files, filling
from huiqi.web.registry.files import safe_name
from huiqi.web.registry.models import Firm, Import, Loaded
from huiqi.web.registry.services import deliver
from huiqi.web.registry.sources import current, register
from huiqi.web.registry.subjects import read_subject
from tests.web.registered import KNOWN_AT, firm, load, seat
from tests.web.working import work_off
from tests.web.world import FIRM, HERE, OTHER_FIRM, THERE, acting, visit

HEAD = "统一社会信用代码,名称,所在地,从业人员\n"
GOOD = f"{FIRM},赣江机械制造有限公司,{HERE},150\n"
GOOD_WIDE = f"{FIRM},赣江机械制造有限公司,{HERE},,150,,,\n"
BAD = f"{OTHER_FIRM},洪都精密仪器（集团）股份有限公司,{THERE},很多\n"


@pytest.fixture(autouse=True)
def _register(tmp_path: Path, settings: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    load(tmp_path)


@pytest.fixture
def statistics() -> Client:
    """The province's department of statistics."""
    seat("person", "统计")
    return visit("person")


def post(client: Client, content: bytes, name: str = "企业.csv", known_at: date | None = None) -> str:
    """Upload a file; the page that comes of it."""
    day = (known_at or today()).isoformat()
    answer = client.post(
        "/imports/new/", {"file": SimpleUploadedFile(name, content), "known_at": day}, follow=True
    )
    return answer.content.decode()


def workbook(**members: bytes) -> bytes:
    """A real workbook, with members added."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("企业")
    for line, text in enumerate((HEAD, GOOD)):
        sheet.write_row(line, 0, text.strip().split(","))
    book.close()
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def left(data: Path) -> list[str]:
    """Files kept of deliveries."""
    return [p.name for p in (data / "imports").rglob("*") if p.is_file()]


def test_good_rows_go_in_bad_ones_come_back_and_they_add_up(statistics: Client) -> None:
    page = post(statistics, (HEAD + GOOD + BAD).encode())
    assert "导入登记库数据" in page and "等待" in page
    work_off()
    row = Import.objects.get()
    assert (row.read, row.accepted, row.rejected, row.snapshot) == (2, 1, 1, 2)
    assert read_subject(FIRM).entity.get("从业人员") == 150
    assert read_subject(FIRM).entity.get("营业收入") is not None, "columns that were not delivered stay"
    shown = statistics.get(f"/imports/{row.pk}/").content.decode()
    assert "R04" in shown
    back = statistics.get(f"/imports/{row.pk}/rejects/0/")
    text = b"".join(back.streaming_content).decode("utf-8-sig")
    assert OTHER_FIRM in text and "很多" in text and back["Content-Disposition"].startswith("attachment")
    assert statistics.get(f"/imports/{row.pk}/rejects/7/").status_code == 404
    assert "读入 2 行 = 入库 1 行 + 退回 1 行" in Job.objects.latest("id").outcome
    assert "企业.csv" in statistics.get("/imports/").content.decode()


def test_a_workbook_and_a_table_are_taken_too(statistics: Client, tmp_path: Path) -> None:
    post(statistics, workbook(), "报送.xlsx")
    work_off()
    table = pa.table(dict(zip(HEAD.strip().split(","), ([c] for c in GOOD.strip().split(",")), strict=True)))
    pq.write_table(table, tmp_path / "企业.parquet")
    post(statistics, (tmp_path / "企业.parquet").read_bytes(), "企业.parquet")
    work_off()
    assert [i.accepted for i in Import.objects.all()] == [1, 1]


def test_a_row_with_every_field_wrong_comes_back_with_a_reason_for_each(statistics: Client) -> None:
    wrong = {
        "统一社会信用代码": "=HYPERLINK(1)",
        "名称": "",
        "所在地": "999999",
        "行业": "没有这个行业",
        "从业人员": "很多",
        "营业收入": "-1",
        "资产总额": "9" * 40,
        "主营业务收入": "１万元左右",
    }
    post(statistics, f"{','.join(wrong)}\n{','.join(wrong.values())}\n{GOOD_WIDE}".encode())
    work_off()
    row = Import.objects.get()
    assert (row.read, row.accepted, row.rejected) == (2, 1, 1)
    back = statistics.get(f"/imports/{row.pk}/rejects/0/")
    text = b"".join(back.streaming_content).decode("utf-8-sig")
    (rejected,) = csv.DictReader(StringIO(text))
    assert set(wrong) <= set(rejected["出错列"].split("、"))
    assert len(rejected["退回原因"].split("；")) >= len(wrong)
    assert rejected["统一社会信用代码"] == "'=HYPERLINK(1)", "no cell is a formula"


def test_a_file_without_a_good_row_makes_no_snapshot(statistics: Client) -> None:
    post(statistics, (HEAD + BAD).encode())
    work_off()
    job = Job.objects.latest("id")
    assert job.state == State.FAILED and "全部退回" in job.outcome
    assert Import.objects.get().rejected == 1 and current().number == 1


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("企业.exe", b"MZ", "不支持"),
        ("企业.csv", b"MZ\x90\x00", "内容与类型不符"),
        ("企业.csv", workbook(), "内容与类型不符"),
        ("企业.xlsx", HEAD.encode(), "内容与类型不符"),
        ("企业.xlsx", workbook(xl__vbaProject__bin=b"", **{"xl/vbaProject.bin": b"x"}), "宏"),
        ("企业.xlsx", workbook(**{"xl/x.xml": b"<?xml version='1.0'?><!DOCTYPE a>"}), "内容与类型不符"),
        ("企业.xlsx", workbook(**{"xl/x.xml": "<!DOCTYPE a>".encode("utf-16")}), "内容与类型不符"),
        ("企业.parquet", b"PAR1xxxxPAR1", "内容与类型不符"),
        ("企业.csv", "统一社会信用代码,名称,所在地,从业人数\n".encode(), "R0306"),
        ("企业.csv", "统一社会信用代码,名称,所在地,营业收入,研发费用\n".encode(), "企业.研发费用（税务）"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_and_not_kept(
    statistics: Client, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    assert said in post(statistics, content, name)
    assert left(tmp_path) == [] and not Import.objects.exists()


def test_a_bomb_is_refused_while_it_is_unpacked(
    statistics: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 1 << 20)
    assert "解开后太大" in post(statistics, workbook(**{"xl/bomb.xml": b"0" * (3 << 20)}), "企业.xlsx")
    assert left(tmp_path) == []


@pytest.mark.parametrize("day", [date(2022, 9, 29), date(2022, 10, 11)])
def test_a_day_before_the_last_snapshot_or_after_today_is_refused(statistics: Client, day: date) -> None:
    assert date(2022, 9, 29) < KNOWN_AT
    assert "数据截至日应在" in post(statistics, (HEAD + GOOD).encode(), known_at=day)


def test_only_departments_of_the_province_deliver() -> None:
    client = visit("officer")
    assert "上传并检查" not in client.get("/imports/").content.decode()
    assert "省级主管部门" in post(client, (HEAD + GOOD).encode())


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../企业.csv", "企业.csv"),
        ("C:\\x\\企业-2022（1）.csv", "企业-2022（1）.csv"),
        ("..csv", "csv"),
        ('企业"\n.csv', "企业__.csv"),
        ("", "file"),
    ],
)
def test_a_name_leads_nowhere(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_an_import_that_was_killed_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat("person", "统计")
    deliver(acting("person"), file=written(tmp_path, HEAD + GOOD + BAD), known_at=today())
    monkeypatch.setattr(filling, "CHUNK", 1)
    saved: list[int] = []

    def fill_until(limit: int) -> None:
        def fill(snapshot: Snapshot, save: filling.Save, start: int = 0) -> int:
            def counted(after: int, total: int) -> None:
                if len(saved) == limit:
                    raise KeyboardInterrupt
                save(after, total)
                saved.append(after)

            return filling.fill(snapshot, counted, start)

        monkeypatch.setattr(background, "fill", fill)

    for turn, limit in enumerate((0, 1)):
        fill_until(limit)
        with frozen(now() + LEASE * 2 * turn), pytest.raises(KeyboardInterrupt):
            perform(taken())
    fill_until(99)
    with frozen(now() + LEASE * 4):
        perform(taken())
    assert saved == [1, 2], "a firm that was loaded is not loaded again"
    assert [s.number for s in open_store(register()).snapshots()] == [1, 2], "and the rows are read once"
    assert Loaded.objects.count() == 2 and firm().snapshot == 2


def taken() -> Job:
    row = take()
    assert row is not None
    return row


def written(folder: Path, text: str) -> Path:
    file = folder / "企业.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_command_line_imports_without_a_worker(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_register", str(written(tmp_path, HEAD + GOOD)))
    assert "读入 1 行 = 入库 1 行 + 退回 0 行" in capsys.readouterr().out
    with pytest.raises(CommandError, match="全部退回"):
        call_command("import_register", str(written(tmp_path, HEAD + BAD)))
    with pytest.raises(CommandError):
        call_command("import_register", str(tmp_path / "没有.csv"))
    call_command("load_register")
    assert "快照 0002" in capsys.readouterr().out and Firm.objects.count() == 2


def test_what_cannot_be_imported_is_an_error_of_the_command(tmp_path: Path) -> None:
    with pytest.raises(Failed):
        deliver(acting("officer"), file=written(tmp_path, HEAD), known_at=today())


def test_the_list_costs_the_same_however_long(statistics: Client, django_assert_num_queries: object) -> None:
    for count in (151, 152):
        post(statistics, (HEAD + GOOD.replace("150", str(count))).encode())
    with django_assert_num_queries(11):  # type: ignore[operator]
        assert statistics.get("/imports/").content.decode().count("企业.csv</a>") == 2
