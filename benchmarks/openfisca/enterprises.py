"""Variables of enterprises: facts, size, scope, and the two measures about an enterprise itself.

Revenue and the like are float32, as OpenFisca holds what passes 2³¹.
"""

from __future__ import annotations

from typing import Any

import numpy
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import YEAR
from openfisca_core.variables import Variable

from benchmarks.openfisca.system import Enterprise
from benchmarks.sizes import NOT_SIZED, SIZES


class Plant(Enum):
    """绿色工厂级别"""

    unknown = ""
    none = "不适用"
    city = "市级"
    province = "省级"
    state = "国家级"


class Quality(Enum):
    """优质企业类型"""

    unknown = ""
    none = "不适用"
    special = "专精特新中小企业"
    giant = "专精特新小巨人企业"
    innovative = "创新型中小企业"
    other = "其他优质中小企业"


def fact(name: str, value_type: type, **more: Any) -> type[Variable]:
    """A fact of an enterprise."""
    entries = {"value_type": value_type, "entity": Enterprise, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), {**entries, **more})


FACTS = [
    fact("region", str, max_length=7),
    fact("industry", str, max_length=4),
    fact("staff", int),
    fact("revenue", float),
    fact("assets", float),
    fact("research", float),
    fact("green_standard", bool),
    fact("green_management", bool),
    fact("green_production", bool),
    fact("energy_management", bool),
    fact("clean_production", bool),
    fact("plant", Enum, possible_values=Plant, default_value=Plant.unknown),
    fact("quality", Enum, possible_values=Quality, default_value=Quality.unknown),
]


class size(Variable):
    value_type = int
    entity = Enterprise
    definition_period = YEAR
    label = "微型 0、小型 1、中型 2、大型 3、不适用 4"

    def formula(enterprise, period):
        industry = enterprise("industry", period)
        found = numpy.full(enterprise.count, NOT_SIZED)
        for ranges, limits in SIZES:
            within = numpy.logical_or.reduce(
                [(industry >= low.encode()) & (industry < high.encode()) for low, high in ranges]
            )
            levels = [
                numpy.searchsorted(steps, enterprise(name, period)[within], side="right")
                for name, steps in limits.items()
            ]
            found[within] = numpy.minimum.reduce(levels)
        return found


class in_scope(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "本省工业中小企业"

    def formula(enterprise, period):
        region, industry = enterprise("region", period), enterprise("industry", period)
        industrial = (industry >= b"06") & (industry < b"47")
        return (region >= b"36") & (region < b"37") & industrial & (enterprise("size", period) <= 2)


class green_plant(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "6.6-创建绿色工厂"

    def formula(enterprise, period):
        names = ["green_standard", "green_management", "green_production"]
        names += ["energy_management", "clean_production"]
        plant = enterprise("plant", period)
        higher = (plant != Plant.state) & (plant != Plant.unknown)
        return numpy.logical_and.reduce([enterprise(n, period) for n in ["in_scope", *names]]) & higher


class technology_centre(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "4.2-争创企业技术中心"

    def formula(enterprise, period, parameters):
        limits = parameters(period).centre
        research = enterprise("research", period).astype(numpy.float64)
        revenue = enterprise("revenue", period).astype(numpy.float64)
        return (
            enterprise("in_scope", period)
            & enterprise.any(enterprise.members("own_institute", period))
            & ~enterprise.any(enterprise.members("recognised_centre", period))
            & (enterprise.sum(enterprise.members("researchers", period)) >= limits.staff)
            & (enterprise.sum(enterprise.members("equipment", period)) >= limits.equipment)
            & (revenue > 0)
            & (research * 100 >= revenue * limits.research_percent)
        )


VARIABLES = [*FACTS, size, in_scope, green_plant, technology_centre]
