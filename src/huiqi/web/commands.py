"""``huiqi serve``, ``huiqi work`` and ``huiqi site``, registered by entry point; Django is imported when they run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from threading import Event, Thread

import click

from ..cli.options import PATH
from ..errors import fail
from .config.env import load
from .demo.folder import start_over
from .supervising import kept_up

COMMAND = (sys.executable, "-m", "huiqi")
WORK = (*COMMAND, "work", "--attached")
SETTINGS, WSGI = "huiqi.web.config.settings", "huiqi.web.config.wsgi"
THREADS, PATIENCE = 4, 5


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · Address")
@click.option("--port", default=8000, show_default=True, help="端口 · Port")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="进程数，默认每个处理器一个；SQLite 只用一个 · Processes, by default one per processor",
)
@click.option("--no-worker", is_flag=True, help="后台任务由别处的 huiqi work 做 · The worker runs elsewhere")
@click.option(
    "--demo", type=PATH, help="用这个登记库填充空的演示网站 · Fill an empty demo from this register"
)
def serve(host: str, port: int, workers: int | None, no_worker: bool, demo: Path | None) -> None:
    """迁移数据库、收集静态文件、载入机关，然后提供网站和后台任务 · Prepare and serve the site with its worker."""
    if demo:
        start_over(load().data)
    _prepare(_province())
    if demo:
        _fill(demo)
    listen = _server(host, port, workers)

    click.echo(f"http://{host}:{port}/")
    with nullcontext() if no_worker else kept_up(WORK):
        listen()


def processes(wanted: int | None, database: str) -> int:
    """How many processes serve: those wanted, else one per processor; SQLite has one writer and one process."""
    return 1 if database == "sqlite" else wanted or os.cpu_count() or 1


def _server(host: str, port: int, workers: int | None) -> Callable[[], None]:
    """The application is read before processes are forked, which then need not read it; no connection is shared."""
    from django.db import connection, connections
    from granian import Granian
    from granian.constants import Interfaces

    count = processes(workers, connection.vendor)
    import_module(WSGI)
    connections.close_all()
    server = Granian(
        f"{WSGI}:application",
        host,
        port,
        interface=Interfaces.WSGI,
        workers=count,
        blocking_threads=THREADS,
        workers_kill_timeout=PATIENCE,
    )
    return server.serve


def _prepare(province: Path) -> None:
    """The database and the static files as this version has them, and what the province's folder holds."""
    _django()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_authorities", province, verbosity=0)
    if settings.DEMO:
        call_command("seed_terms", province, verbosity=0)


def _fill(register: Path) -> None:
    """Fill an empty demo in a process of its own: the server's are forked, and want no threads before."""
    from .demo.population import empty

    if empty() and subprocess.run([*COMMAND, "site", "populate_demo", str(register)]).returncode:
        sys.exit(1)


@click.command()
@click.option("--once", is_flag=True, help="做完到期的就结束 · Until nothing is due")
@click.option("--lease", default=30.0, show_default=True, help="租约秒数；中断后多久可由他人接手 · Seconds")
@click.option("--attached", is_flag=True, hidden=True, help="标准输入关闭时结束 · Ends with who started it")
def work(once: bool, lease: float, attached: bool) -> None:
    """做后台任务，中断后从检查点继续 · Do background jobs, resumed where they were broken off."""
    _django()
    from .jobs.worker import work as work_on

    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if attached:
        Thread(target=_ends_with_input, args=(stopping,), daemon=True).start()
    work_on(stopping, timedelta(seconds=lease), once)


def _ends_with_input(stopping: Event) -> None:
    sys.stdin.read()
    stopping.set()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def site(arguments: tuple[str, ...]) -> None:
    """网站的管理命令，如 migrate、seal_audit、verify_audit · Management commands of the site."""
    _django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["huiqi site", *arguments])


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        import django
    except ModuleNotFoundError:
        raise fail("U0105", "没有安装网站", "pip install 'huiqi[web]'") from None
    django.setup()


def _province() -> Path:
    if given := load()["HUIQI_PROVINCE"]:
        return Path(given)
    found = sorted(Path("provinces").glob("*/authorities.csv"))
    if len(found) != 1:
        raise fail("U0106", "不能确定是哪个省份的网站", "用 HUIQI_PROVINCE 指出省份文件夹")
    return found[0].parent
