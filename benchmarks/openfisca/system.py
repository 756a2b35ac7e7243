"""Entities and the system: records are the persons, enterprises the groups they belong to."""

from __future__ import annotations

from pathlib import Path

from openfisca_core.entities import build_entity
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

Record = build_entity(key="record", plural="records", label="A record of an enterprise", is_person=True)
Enterprise = build_entity(
    key="enterprise",
    plural="enterprises",
    label="An enterprise",
    roles=[{"key": "holder", "plural": "holders", "label": "What the enterprise has"}],
)


def build_system() -> TaxBenefitSystem:
    """The system with its variables and parameters."""
    from benchmarks.openfisca import enterprises, records

    system = TaxBenefitSystem([Record, Enterprise])
    system.add_variables(*enterprises.VARIABLES, *records.VARIABLES)
    system.load_parameters(str(Path(__file__).with_name("parameters")))
    return system
