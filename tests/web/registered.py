"""A small register with the firms of the world in it, delivered as files and loaded by the jobs that people start."""

import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from huiqi.register.importing import import_files
from huiqi.register.store import Snapshot, open_store
from huiqi.web.actor import CLOCK
from huiqi.web.authorities.models import Authority, Department
from huiqi.web.authorities.queries import root
from huiqi.web.authorities.services import confirm_post, propose_post
from huiqi.web.jobs.services import enqueue
from huiqi.web.permissions import Role
from huiqi.web.registry.models import Firm
from huiqi.web.registry.sources import regions, register, vocabulary
from tests.web.working import work_off
from tests.web.world import FIRM, HERE, OTHER_FIRM, THERE, acting, named

HEAD = "统一社会信用代码,名称,所在地,从业人员,营业收入,独立法人,优质企业类型\n"
ROWS = (
    f"{FIRM},赣江机械制造有限公司,{HERE},120,5000万元,是,不适用\n"
    f"{OTHER_FIRM},洪都精密仪器（集团）股份有限公司,{THERE},30,,是,\n"
)
POLICIES = "编号,统一社会信用代码,险种,投保日期,保费\nP1," + FIRM + ",首批次应用综合保险,2022-05-01,10万元\n"
KNOWN_AT = date(2022, 9, 30)


@cache
def _made() -> Path:
    """The store of the first snapshot, made once."""
    folder = Path(tempfile.mkdtemp(prefix="huiqi-register-"))
    for name, text in (("企业.csv", HEAD + ROWS), ("保险.csv", POLICIES)):
        (folder / name).write_text(text, encoding="utf-8")
    files = [folder / "企业.csv", folder / "保险.csv"]
    import_files(files, vocabulary(), regions(), folder / "store", KNOWN_AT)
    return folder / "store"


def load(data: Path) -> Snapshot:
    """The register in ``data``, loaded; tests use it through their fixture."""
    settings.DATA = data
    shutil.copytree(_made(), register())
    snapshot = open_store(register()).at()
    enqueue(CLOCK, name="load-register", arguments={"number": snapshot.number})
    work_off()
    return snapshot


def firm(code: str = FIRM) -> Firm:
    """One of the firms."""
    return Firm.objects.get(credit_code=code)


def seat(login: str, department: str, authority: str = "") -> None:
    """Give a person of the world a post as an officer; empty: at the province."""
    at = Authority.objects.get(code=authority) if authority else root()
    assert at is not None
    post = propose_post(
        acting("administrator"),
        person_id=named(login).pk,
        authority=at,
        department=Department.objects.get(code=department),
        role=Role.OFFICER,
    )
    confirm_post(acting("administrator-two"), post=post)
