"""Mail that is due, sent by the worker."""

from __future__ import annotations

from datetime import timedelta

from ..jobs.work import Progress, job
from .delivery import deliver


@job("deliver-mail", "发送邮件", every=timedelta(minutes=1))
def send_mail(progress: Progress) -> str:
    """Send what is due."""
    return f"发出 {deliver()} 封"
