"""A job whose every step may be the last before a kill."""

import time

from django.db import transaction

from huiqi.errors import fail
from huiqi.web.authorities.models import Department
from huiqi.web.core.service import Failed
from huiqi.web.jobs.work import Progress, job

WRONG = {"failed": Failed("数不下去", "换一个数"), "problem": fail("R0301", "找不到文件", "检查路径")}


@job("count", "数数")
def count(progress: Progress, total: int, pause: float = 0.0, fault: str = "", until: int = 0) -> str:
    """Write one department a number; a number written twice would break the database's rule."""
    for number in range(progress.checkpoint or 0, total):
        if fault and number == until:
            raise WRONG.get(fault) or RuntimeError(fault)
        with transaction.atomic():
            Department.objects.create(code=f"数{number}", name="数")
            progress.save(number + 1, done=number + 1, total=total, note=f"数到 {number + 1}")
        time.sleep(pause)
    return f"数完 {total}"


@job("count-alone", "独自数数", alone=True)
def count_alone(progress: Progress) -> str:
    """One at a time."""
    return "数完"
