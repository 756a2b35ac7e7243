"""A Spark session for a master URL, or plain words about what is missing for it."""

from __future__ import annotations

import os
import shutil
import socket
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import fail

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REMOTE = "sc://"
CONNECT_PORT = 15002
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.autoBroadcastJoinThreshold": "-1",
}
MODES = ("SPARK_CONNECT_MODE_ENABLED", "SPARK_REMOTE")
"""Variables by which PySpark takes any master for a Spark Connect server; it sets them itself."""
INSTALL = "pip install 'huiqi[spark]'"


def is_remote(master: str) -> bool:
    """Whether the master is a Spark Connect server."""
    return master.startswith(REMOTE)


def connect(master: str) -> SparkSession:
    """A session there; overflow raises, and no table of subjects is broadcast through the driver.

    Raises:
        HuiqiError: D0105 (PySpark is missing), D0106 (Java is missing), D0107 (nobody answers).
    """
    _demand(master)
    from pyspark.sql import SparkSession

    if not is_remote(master):
        for name in MODES:
            os.environ.pop(name, None)
    try:
        builder = SparkSession.builder.appName("huiqi")
        session = (builder.remote(master) if is_remote(master) else builder.master(master)).getOrCreate()
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
    except Exception as error:
        if not of_spark(error):
            raise
        raise fail("D0107", f"连不上 {master}：{first_line(error)}", "检查 --master") from None
    return session


def _demand(master: str) -> None:
    if find_spec("pyspark") is None:
        raise fail("D0105", "没有安装 PySpark", INSTALL)
    if is_remote(master):
        _demand_answer(master)
        return
    if find_spec("py4j") is None:
        raise fail("D0105", "只装了 Spark Connect 的客户端", f"用 --master {REMOTE}…，或 {INSTALL}")
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise fail("D0106", "找不到 Java", "安装 Java 17，或设 JAVA_HOME")


def _demand_answer(master: str) -> None:
    """A refused connection at once: the client itself would try again for minutes."""
    try:
        split = urlsplit(master)
        socket.create_connection((split.hostname or "", split.port or CONNECT_PORT), timeout=10).close()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or first_line(error)
        raise fail("D0107", f"连不上 {master}：{said}", "检查 --master") from None


def of_spark(error: Exception) -> bool:
    """Whether an error comes from Spark or the way to it."""
    return any(c.__module__.partition(".")[0] in {"pyspark", "py4j", "grpc"} for c in type(error).__mro__)


def first_line(error: BaseException) -> str:
    """What an error says first."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
