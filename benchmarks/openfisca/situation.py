"""One enterprise as a situation, and the six measures about it by OpenFisca."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openfisca_core.indexed_enums import Enum
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks.columns import ENTERPRISE, KINDS
from benchmarks.openfisca.simulate import MONEY, PERIOD, RECORD, SUBJECT

Facts = Mapping[str, Any]
Answer = tuple[str, int | None]


def situation(
    system: TaxBenefitSystem, enterprise: Facts, records: Mapping[str, Sequence[Facts]]
) -> dict[str, Any]:
    """What OpenFisca reads: periods, names of enumerated values, defaults for what is unknown."""
    given: dict[str, Any] = {}
    for kind, facts in KINDS.items():
        for index, record in enumerate(records.get(kind, ())):
            given[f"{kind}{index}"] = _values(system, record, facts)
    own = _values(system, enterprise, ENTERPRISE)
    given = given or {"none": {}}
    return {"records": given, "enterprises": {"it": {"holders": list(given), **own}}}


def _values(system: TaxBenefitSystem, facts: Facts, names: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, fact in names.items():
        value = facts.get(fact)
        if value is None:
            continue
        if name == "cost":
            found |= {"cost_yuan": {PERIOD: value // 100}, "cost_fen": {PERIOD: value % 100}}
            continue
        found[name] = {PERIOD: _value(system, name, value)}
    return found


def _value(system: TaxBenefitSystem, name: str, value: Any) -> Any:
    variable = system.get_variable(name)
    if variable.value_type == Enum:
        words = {m.value: m.name for m in variable.possible_values}
        return words.get(value, "other")
    if isinstance(value, date):
        return value.isoformat()
    return value / 100 if name in MONEY else value


def answers(system: TaxBenefitSystem, given: dict[str, Any]) -> dict[str, list[Answer]]:
    """Measure -> the answer of each candidate."""
    made = SimulationBuilder().build_from_entities(system, given)
    found: dict[str, list[Answer]] = {
        measure: [("符合" if made.calculate(name, PERIOD)[0] else "不符合", None)]
        for measure, name in SUBJECT.items()
    }
    for measure, (kind, name) in RECORD.items():
        status = made.calculate(f"{name}_status", PERIOD).decode()
        amount = made.calculate(f"{name}_amount", PERIOD)
        places = [i for i, key in enumerate(given["records"]) if key.startswith(kind)]
        found[measure] = [
            (status[i].value, int(amount[i]) if status[i].value == "符合" else None) for i in places
        ]
    return found
