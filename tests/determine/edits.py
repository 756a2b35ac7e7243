"""A small world of files (policies, settings, register, run) and random changes to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huiqi.determine.run import RunInfo, determine
from huiqi.register.store import Snapshot, open_store
from huiqi.register.writing import new_snapshot
from huiqi.vocabulary import load_vocabulary
from tests.sample import DEMO, POLICIES, small_register

AS_OF = date(2022, 10, 10)
Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class World:
    """A folder with everything a run rests on, and the run."""

    folder: Path

    @property
    def policy(self) -> Path:
        """The sample package."""
        return self.folder / "policies" / "sample"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / "settings.md"

    @property
    def register(self) -> Path:
        """The store of snapshots."""
        return self.folder / "register"

    @property
    def run(self) -> Path:
        """The run that is kept up to date."""
        return self.folder / "run"

    def determine(self, name: str, as_of: date = AS_OF, known_at: date | None = None) -> RunInfo:
        """A full run on what the files say now."""
        return determine(
            self.policy, self.register, as_of, self.folder / name, known_at, settings=[self.settings]
        )

    def copy(self, folder: Path) -> World:
        """Another world like this one."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return World(folder)

    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return open_store(self.register).at(None)

    def codes(self) -> list[str]:
        """Every subject's credit code."""
        found: list[str] = pq.read_table(self.snapshot().subjects_path)["code"].to_pylist()
        return found

    def publish(self, change: Callable[[Tables], Tables], known_at: date = AS_OF) -> None:
        """The next snapshot: the newest, changed. Tables by kind, and ``subjects``."""
        old = self.snapshot()
        vocabulary = load_vocabulary(self.folder / "policies" / "vocabulary")
        tables = {k: pq.read_table(old.path(k)) for k in vocabulary.kinds}
        tables["subjects"] = pq.read_table(old.subjects_path)
        tables = change(tables)
        with new_snapshot(self.register, vocabulary, known_at, {"made_by": "test"}) as pending:
            pending.draft.write_subjects(tables.pop("subjects"))
            for kind, table in tables.items():
                pending.draft.write(kind, table)


def make_world(folder: Path, enterprises: int = 300) -> World:
    """A world with a run."""
    world = World(folder)
    shutil.copytree(POLICIES, folder / "policies")
    shutil.copyfile(DEMO, world.settings)
    small_register(world.register, enterprises)
    world.determine("run")
    return world


def digests(run: Path) -> dict[str, str]:
    """The hash of every file of a run that must be the same for the same inputs."""
    return {
        p.relative_to(run).as_posix(): sha256(p.read_bytes()).hexdigest()
        for p in sorted(run.rglob("*"))
        if p.is_file() and p.name != "log.json"
    }


def rewrite(file: Path, old: str, new: str) -> None:
    """Replace a pattern in a text file; it must be there."""
    text, count = re.subn(old, new, file.read_text("utf-8"))
    assert count, (file, old)
    file.write_text(text, encoding="utf-8")


# changes ---------------------------------------------------------------------
def change_value(world: World, random: Random) -> None:
    """A parameter gets another value."""
    name = random.choice(["11.2-首批次应用综合保险补偿.补偿比例", "4.4-设备奖补.奖补比例"])
    rewrite(world.settings, rf"(\| {name} \|) \d+%", rf"\1 {random.randint(60, 99)}%")


def change_local_value(world: World, random: Random) -> None:
    """A place's own value changes."""
    rewrite(world.settings, r"(补贴比例 \|) \d+% \| 3601 ", rf"\1 {random.randint(10, 99)}% | 3601 ")


def change_adoption(world: World, random: Random) -> None:
    """A place opts in or out."""
    word = random.choice("是否")
    rewrite(world.settings, r"(4.5-地方补贴 \| 360103 \|) .", rf"\1 {word}")


def change_list(world: World, random: Random) -> None:
    """A list is recorded otherwise."""
    members = random.choice(["「范围内产品」", "「其他产品」", "「范围内产品」、「其他产品」"])
    rewrite(world.settings, r"(推广应用范围内新材料 \|) 「[^|]*", rf"\1 {members} ")


def change_reading(world: World, random: Random) -> None:
    """Another meaning is adopted."""
    name, options = random.choice(
        [
            ("执行期-起始", ("印发之日", "全年")),
            ("范围-企业规模", ("工业中小企业", "不限规模")),
            ("依据日期", ("投保", "起保")),
            ("年-口径", ("日历年", "政策年")),
        ]
    )
    rewrite(world.settings, rf"(\| {name} \|) \S+", rf"\1 {random.choice(options)}")


def change_measure(world: World, random: Random) -> None:
    """A threshold of one measure changes."""
    rewrite(
        world.policy / "04-项目.md", r"项目.总投资 ≥ \d+万元", f"项目.总投资 ≥ {random.randint(1, 400)}万元"
    )


def change_definition(world: World, random: Random) -> None:
    """A definition that several measures share changes."""
    rewrite(world.policy / "package.md", r"(≥ 300人: 「中型」, ≥) \d+人", rf"\1 {random.randint(10, 30)}人")


def change_title(world: World, random: Random) -> None:
    """A heading changes, and no answer."""
    rewrite(world.policy / "04-项目.md", r"## 4.4 .*", f"## 4.4 设备奖补（{random.randint(1, 99)}）")


def change_facts(world: World, random: Random) -> None:
    """Some subjects, and some records, exchange what is known of them."""
    rows = random.randint(1, 5)

    def change(tables: Tables) -> Tables:
        kind = random.choice(["企业", "保险", "项目"])
        table = tables[kind]
        picked = sorted(random.sample(range(table.num_rows), min(rows, table.num_rows)))
        return tables | {kind: exchanged(table, picked)}

    world.publish(change)


def exchanged(table: pa.Table, rows: list[int]) -> pa.Table:
    """Each of some rows knows what the next one knew; who they are stays."""
    order = list(range(table.num_rows))
    for row, other in zip(rows, [*rows[1:], rows[0]], strict=True):
        order[row] = other
    mixed = table.take(pa.array(order))
    for name in ("number", "record", "编号"):
        if name in table.column_names:
            mixed = mixed.set_column(mixed.column_names.index(name), name, table[name])
    return mixed


def drop_record(world: World, random: Random) -> None:
    """A record goes, and later ones are numbered anew."""

    def change(tables: Tables) -> Tables:
        kind = random.choice(["保险", "项目"])
        table = tables[kind]
        gone = random.randrange(table.num_rows)
        kept = table.filter(pc.not_equal(table["record"], gone))
        numbers = pa.array(range(kept.num_rows), pa.int32())
        return tables | {kind: kept.set_column(kept.column_names.index("record"), "record", numbers)}

    world.publish(change)


def drop_subject(world: World, random: Random) -> None:
    """A subject goes with its records, and later ones are numbered anew."""

    def change(tables: Tables) -> Tables:
        gone = random.randrange(tables["subjects"].num_rows)
        return {kind: _without(table, gone) for kind, table in tables.items()}

    world.publish(change)


def _without(table: pa.Table, gone: int) -> pa.Table:
    kept = table.filter(pc.not_equal(table["number"], gone))
    moved = pc.cast(pc.greater(kept["number"], gone), pa.int32())
    kept = kept.set_column(
        kept.column_names.index("number"), "number", pc.subtract(kept["number"], moved).cast(pa.int32())
    )
    if "record" in kept.column_names:
        numbers = pa.array(range(kept.num_rows), pa.int32())
        kept = kept.set_column(kept.column_names.index("record"), "record", numbers)
    return kept


CHANGES = (
    change_value,
    change_local_value,
    change_adoption,
    change_list,
    change_reading,
    change_measure,
    change_definition,
    change_title,
    change_facts,
    drop_record,
    drop_subject,
)
