"""The six measures for a whole register by OpenFisca: Parquet in, Parquet out.

``python -m benchmarks.openfisca.simulate REGISTER OUT`` prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.indexed_enums import Enum
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks.columns import ENTERPRISE, KINDS
from benchmarks.openfisca.system import build_system

Array = np.ndarray[Any, np.dtype[Any]]
PERIOD = "2022"
SUBJECT = {"6.6-创建绿色工厂": "green_plant", "4.2-争创企业技术中心": "technology_centre"}
RECORD = {
    "11.1-首台套保险补偿": ("保险", "machinery"),
    "11.2-首批次应用综合保险补偿": ("保险", "material"),
    "12.1-展位费补贴": ("参展", "fair"),
    "13.4-培训学费补贴": ("培训", "training"),
}
MONEY = {"revenue", "assets", "research", "equipment"}


class Register:
    """A register read into arrays; records of all kinds stand one after the other."""

    def __init__(self, folder: Path) -> None:
        keys = ["number", *ENTERPRISE.values()]
        self.enterprises = pq.read_table(folder / "企业.parquet", columns=keys)
        self.kinds = {
            kind: pq.read_table(folder / f"{kind}.parquet", columns=["number", "record", *facts.values()])
            for kind, facts in KINDS.items()
        }
        ends = np.cumsum([table.num_rows for table in self.kinds.values()])
        starts = [0, *ends[:-1]]
        self.places = {kind: slice(a, b) for kind, a, b in zip(self.kinds, starts, ends, strict=True)}
        self.count = int(ends[-1]) + 1

    def owners(self) -> Array:
        """The place of each record's enterprise among the enterprises.

        OpenFisca counts groups up to the last one that has a member, so an empty record closes the list.
        """
        numbers = np.concatenate([t["number"].to_numpy() for t in self.kinds.values()])
        places = np.searchsorted(self.enterprises["number"].to_numpy(), numbers)
        return np.append(places, self.enterprises.num_rows - 1)


def simulation(system: TaxBenefitSystem, register: Register) -> Simulation:
    """The register as a simulation."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    numbers = register.enterprises["number"].to_numpy()
    builder.declare_person_entity("record", np.arange(register.count))
    # join_with_persons takes every enterprise to have a record; many have none.
    builder.declare_entity("enterprise", numbers).members_entity_id = register.owners()
    made = builder.build(system)
    for name, column in ENTERPRISE.items():
        values = register.enterprises[column]
        made.set_input(name, PERIOD, given(system, name, values))
    for name in {n for facts in KINDS.values() for n in facts} - {"cost"}:
        made.set_input(name, PERIOD, gathered(system, register, name))
    fen = costs(register)
    made.set_input("cost_yuan", PERIOD, fen // 100)
    made.set_input("cost_fen", PERIOD, fen % 100)
    return made


def given(system: TaxBenefitSystem, name: str, values: pa.ChunkedArray) -> Array:
    """A column as OpenFisca takes it; what is unknown is the default."""
    variable = system.get_variable(name)
    if variable.value_type == Enum:
        words = pa.array([m.value for m in variable.possible_values])
        codes = pc.index_in(values, value_set=words)
        other = next((m.index for m in variable.possible_values if m.name == "other"), 0)
        filled, dtype = pc.if_else(values.is_null(), 0, pc.fill_null(codes, other)), np.dtype(np.uint8)
    elif variable.value_type is date:
        filled, dtype = pc.fill_null(values.cast(pa.int32()), 0), np.dtype(variable.dtype)
    else:
        nothing = "" if variable.value_type is str else 0
        filled, dtype = pc.fill_null(values, pa.scalar(nothing).cast(values.type)), np.dtype(variable.dtype)
    known: Array = filled.to_numpy(zero_copy_only=False)
    return known / 100 if name in MONEY else known.astype(dtype)


def gathered(system: TaxBenefitSystem, register: Register, name: str) -> Array:
    """A fact over the records of all kinds, its default for kinds without it."""
    parts = {
        kind: given(system, name, register.kinds[kind][facts[name]])
        for kind, facts in KINDS.items()
        if name in facts
    }
    found: Array = np.zeros(register.count, next(iter(parts.values())).dtype)
    for kind, part in parts.items():
        found[register.places[kind]] = part
    return found


def costs(register: Register) -> Array:
    """What was paid, in fen."""
    found = np.zeros(register.count, np.int64)
    for kind, facts in KINDS.items():
        if "cost" in facts:
            found[register.places[kind]] = pc.fill_null(register.kinds[kind][facts["cost"]], 0).to_numpy()
    return found


def write(made: Simulation, register: Register, out: Path) -> int:
    """A file per measure: number, record, status, amount; returns the rows."""
    words = pa.array(["不符合", "待定", "符合"])  # in the order of Status
    rows = 0
    for measure, name in SUBJECT.items():
        holds = pa.array(made.calculate(name, PERIOD))
        status = pc.if_else(holds, "符合", "不符合")
        columns = {"number": register.enterprises["number"], "status": status}
        pq.write_table(pa.table(columns), out / f"{measure}.parquet")
        rows += len(status)
    for measure, (kind, name) in RECORD.items():
        table, place = register.kinds[kind], register.places[kind]
        status = words.take(pa.array(np.asarray(made.calculate(f"{name}_status", PERIOD))[place]))
        amount = pa.array(made.calculate(f"{name}_amount", PERIOD)[place].astype(np.int64))
        columns = {"number": table["number"], "record": table["record"], "status": status, "amount": amount}
        pq.write_table(pa.table(columns), out / f"{measure}.parquet")
        rows += len(status)
    return rows


def main() -> None:
    """Time everything but imports and the system."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    system = build_system()
    pa.array(np.zeros(1))  # Arrow imports pandas at the first array, where there is one
    wall, cpu = time.perf_counter(), time.process_time()
    register = Register(folder)
    rows = write(simulation(system, register), register, out)
    spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps({**spent, "rows": rows}))


if __name__ == "__main__":
    main()
