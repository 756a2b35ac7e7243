"""A run done again from its recorded inputs, and compared byte for byte.

Where an input is no longer what it was, the replay says which, and what it was before; where all
are but the results differ, it says which file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from ..errors import HuiqiError, Problem, fail
from ..register.places import local
from .digest import differences as table_differences
from .duck import DuckTables
from .inputs import load_inputs
from .run import Progress, RunInfo, open_run, write_run
from .update import recorded_snapshot

NOT_COMPARED = {"log.json", "report.html"}
SHOWN = 5


@dataclass(frozen=True)
class Replay:
    """A replay that came out the same: how many files; ``software`` where its version was another."""

    files: int
    software: tuple[str, ...]


def replay(
    run: Path,
    policy: Path | None = None,
    register: Path | None = None,
    settings: Iterable[Path] | None = None,
    progress: Progress | None = None,
    threads: int = 2,
) -> Replay:
    """Determine ``run`` again and compare; inputs not given are sought where they stood.

    Raises:
        HuiqiError: D0202 (overlays not folded in), D0203 to D0206 (an input differs), D0207 (the
            results do), R0103 (the snapshot is damaged), and what loading raises.
    """
    info = open_run(run).whole()
    sources = info.sources().changed(
        policy=policy, register=register, settings=None if settings is None else tuple(settings)
    )
    snapshot = recorded_snapshot(info, sources.register)
    if snapshot is None:
        number = info.manifest["snapshot"]["number"]
        message = f"登记库 {sources.register} 里没有当时的快照 {number:04d}"
        raise fail("D0203", message, "用 --register 指明保存着它的登记库")
    if damaged := snapshot.verify():
        raise HuiqiError(damaged)
    inputs = load_inputs(sources, snapshot=snapshot)
    problems = list(differences(info.manifest, inputs.manifest()))
    if problems:
        raise HuiqiError(problems)
    software = tuple(_software(info.manifest, inputs.manifest()))
    with tempfile.TemporaryDirectory(prefix=f".{run.name}.replay-", dir=run.resolve().parent) as folder:
        again = write_run(inputs, Path(folder) / "run", progress, threads, "digest" in info.manifest)
        found = list(_results(info, again, software))
    if found:
        raise HuiqiError(found)
    return Replay(len(_files(run)), software)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Problem]:
    """The inputs that two manifests have otherwise, in words, and which measures that touches."""
    for name, before, after in _changed(old["package"]["files"], new["package"]["files"]):
        yield Problem("D0204", f"政策包的 {name} {_how(before, after)}", "取回当时的版本，用 --policy 指明")
    if old["vocabulary"] != new["vocabulary"]:
        yield Problem("D0204", "词汇表与当时不同", "取回当时的版本，用 --policy 指明")
    yield from _settings(old, new)
    if (old["engine"], old["version"]) == (new["engine"], new["version"]):
        touched = [m for m, _, _ in _changed(old["measures"], new["measures"])]
        if touched:
            message = f"因此与当时算法不同的措施有 {len(touched)} 条：{_listed(touched)}"
            yield Problem("D0206", message, "要按现在的输入更新，用 huiqi update")


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Problem]:
    hint = "取回当时的设定，用 --settings 指明"
    found = list(_changed(old["stated"], new["stated"]))
    for name, before, after in found:
        message = f"设定变了：{name}：{before or '当时没有'} → {after or '现在没有'}"
        yield Problem("D0205", message, hint)
    if not found and old["settings"] != new["settings"]:
        files = [
            f["file"]
            for f in (*old["settings"], *new["settings"])
            if (f in old["settings"]) != (f in new["settings"])
        ]
        named = _listed(list(dict.fromkeys(files))) or "文件的次序"
        yield Problem("D0205", f"设定文件与当时不同，所定的内容相同：{named}", hint)


def _software(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What was another version then, in words."""
    for name in ("engine", "version"):
        if old[name] != new[name]:
            before, after = (
                x if isinstance(x, str) else " ".join(x.values()) for x in (old[name], new[name])
            )
            yield f"{'引擎' if name == 'engine' else '惠企'} {before} → {after}"


def _results(old: RunInfo, again: RunInfo, software: tuple[str, ...]) -> Iterator[Problem]:
    """Files that differ; under other software, tables that do, by the canonical digest."""
    if software:
        for table in table_differences(old, again, DuckTables()):
            message = f"结果中的 {table.table} 不同：原来多 {table.only[0]:,} 行，重算多 {table.only[1]:,} 行"
            yield Problem("D0207", message, f"软件不同（{'；'.join(software)}）；用 huiqi diff 看各行")
        return
    for name, before, after in _changed(_files(local(old.folder)), _files(local(again.folder))):
        how = "与重算不同" if before and after else "重算时没有" if before else "没有了"
        yield Problem("D0207", f"结果中的 {name} {how}", "文件可能被改动；从备份恢复，或重新测算")


def _files(run: Path) -> dict[str, str]:
    """Every file of a run that is compared, and its hash."""
    found = {}
    for path in sorted(run.rglob("*")):
        name = path.relative_to(run).as_posix()
        if path.is_file() and name not in NOT_COMPARED and not name.startswith("."):
            with path.open("rb") as file:
                found[name] = file_digest(file, "sha256").hexdigest()
    return found


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    names = dict.fromkeys([*old, *new])
    return [(n, old.get(n), new.get(n)) for n in names if old.get(n) != new.get(n)]


def _how(before: object, after: object) -> str:
    return "当时没有" if before is None else "现在没有了" if after is None else "与当时不同"


def _listed(names: list[str]) -> str:
    return "、".join(names[:SHOWN]) + (f" 等 {len(names)} 个" if len(names) > SHOWN else "")
