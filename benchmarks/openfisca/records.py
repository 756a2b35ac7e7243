"""Variables of records: facts, and the four measures about a record.

OpenFisca holds whole numbers as int32, so what passes 21 million yuan in fen is given as yuan and
fen apart and put together in int64 within a formula. An unknown fact is its default, as OpenFisca
has no other way; a measure whose rule is not set yet answers ``undecided``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import YEAR
from openfisca_core.variables import Variable

from benchmarks.openfisca.enterprises import Quality
from benchmarks.openfisca.system import Record

START, END = numpy.datetime64("2022-04-27"), numpy.datetime64("2022-12-31")
RATES_SET, DECIDED = numpy.datetime64("2022-07-01"), numpy.datetime64("2022-10-10")


class Status(Enum):
    """The verdict."""

    ineligible = "不符合"
    undecided = "待定"
    eligible = "符合"


class Insurance(Enum):
    """险种"""

    unknown = ""
    machinery = "首台套重大技术装备综合保险"
    material = "首批次应用综合保险"
    property = "财产一切险"
    other = "其他"


class Product(Enum):
    """产品"""

    unknown = ""
    alloy = "超细晶硬质合金"
    magnet = "高性能稀土永磁材料"
    foil = "极薄锂电铜箔"
    mining = "智能矿山成套装备"
    aviation = "航空结构件五轴加工中心"
    other = "其他"


class Fair(Enum):
    """展会"""

    unknown = ""
    smes = "中国国际中小企业博览会"
    apec = "APEC中小企业技术展览会"
    reality = "世界VR产业大会"
    other = "其他"


class Course(Enum):
    """班次"""

    unknown = ""
    leaders = "中小企业领军人才"
    special = "专精特新中小企业人才"
    managers = "管理创新型企业人才"
    other = "其他"


class Institute(Enum):
    """建设方式"""

    unknown = ""
    own = "自建"
    joint = "与科研院所联建"
    other = "其他"


class Title(Enum):
    """称号"""

    unknown = ""
    centre = "企业技术中心"
    other = "其他"


class Level(Enum):
    """级别"""

    unknown = ""
    city = "市级"
    province = "省级"
    state = "国家级"


def fact(name: str, value_type: type, **more: Any) -> type[Variable]:
    """A fact of a record."""
    entries = {"value_type": value_type, "entity": Record, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), {**entries, **more})


def choice(name: str, values: type[Enum]) -> type[Variable]:
    """A fact that is one of several words."""
    return fact(name, Enum, possible_values=values, default_value=values.unknown)


FACTS = [
    choice("insurance", Insurance),
    choice("product", Product),
    choice("fair", Fair),
    choice("course", Course),
    choice("institute", Institute),
    choice("title", Title),
    choice("level", Level),
    fact("day", date),
    fact("valid_until", date),
    fact("cost_yuan", int),
    fact("cost_fen", int),
    fact("attended", bool),
    fact("regular", bool),
    fact("researchers", int),
    fact("equipment", int),
]


def cost(record, period):
    """What was paid, in fen."""
    return record("cost_yuan", period).astype(numpy.int64) * 100 + record("cost_fen", period)


def share(amount, percent):
    """A percentage of whole fen, half up."""
    return (amount * percent + 50) // 100


def within(record, period):
    """Whether the day lies in the term of the policy."""
    day = record("day", period)
    return (day >= START) & (day <= END)


def one_of(values, *members):
    """Whether an enumerated value is one of several."""
    return numpy.logical_or.reduce([values == m for m in members])


def verdict(holds, decided):
    """A status: undecided where all that is set holds and something is not set."""
    return numpy.where(holds, numpy.where(decided, Status.eligible.index, Status.undecided.index), 0)


class own_institute(Variable):
    value_type = bool
    entity = Record
    definition_period = YEAR
    label = "自建或与科研院所联建的研发机构"

    def formula(record, period):
        return one_of(record("institute", period), Institute.own, Institute.joint)


class recognised_centre(Variable):
    value_type = bool
    entity = Record
    definition_period = YEAR
    label = "有效的省级以上企业技术中心"

    def formula(record, period):
        valid = (record("day", period) <= DECIDED) & (record("valid_until", period) >= DECIDED)
        level = one_of(record("level", period), Level.province, Level.state)
        return (record("title", period) == Title.centre) & level & valid


class machinery_status(Variable):
    value_type = Enum
    possible_values = Status
    default_value = Status.ineligible
    entity = Record
    definition_period = YEAR
    label = "11.1-首台套保险补偿"

    def formula(record, period, parameters):
        listed = one_of(record("product", period), Product.mining, Product.aviation)
        kind = record("insurance", period) == Insurance.machinery
        allowed = cost(record, period) <= parameters("2022-12-31").insurance.machinery_premium
        scope = record.enterprise("in_scope", period)
        holds = scope & kind & listed & allowed & within(record, period)
        return verdict(holds, record("day", period) >= RATES_SET)


class machinery_amount(Variable):
    value_type = int
    entity = Record
    definition_period = YEAR
    label = "11.1-首台套保险补偿，分"

    def formula(record, period, parameters):
        percent = parameters("2022-12-31").insurance.machinery_percent
        eligible = record("machinery_status", period) == Status.eligible
        return numpy.where(eligible, share(cost(record, period), percent), 0)


class material_status(Variable):
    value_type = Enum
    possible_values = Status
    default_value = Status.ineligible
    entity = Record
    definition_period = YEAR
    label = "11.2-首批次应用综合保险补偿"

    def formula(record, period):
        listed = one_of(record("product", period), Product.alloy, Product.magnet, Product.foil)
        kind = record("insurance", period) == Insurance.material
        return verdict(record.enterprise("in_scope", period) & kind & listed & within(record, period), True)


class material_amount(Variable):
    value_type = int
    entity = Record
    definition_period = YEAR
    label = "11.2-首批次应用综合保险补偿，分"

    def formula(record, period, parameters):
        insurance = parameters("2022-12-31").insurance
        eligible = record("material_status", period) == Status.eligible
        own = numpy.where(eligible, share(cost(record, period), insurance.material_percent), 0)
        # The term lies in one calendar year, so the yearly limit is one per enterprise.
        enterprise = record.enterprise.reference_entity.members_entity_id
        order = numpy.lexsort((record("day", period), enterprise))
        ordered, groups = own[order], enterprise[order]
        before = numpy.cumsum(ordered) - ordered
        first = numpy.concatenate(([True], groups[1:] != groups[:-1]))
        before -= numpy.repeat(before[first], numpy.diff(numpy.append(numpy.flatnonzero(first), len(groups))))
        paid = numpy.zeros_like(own)
        paid[order] = numpy.minimum(ordered, numpy.maximum(0, insurance.material_yearly - before))
        return paid


class fair_status(Variable):
    value_type = Enum
    possible_values = Status
    default_value = Status.ineligible
    entity = Record
    definition_period = YEAR
    label = "12.1-展位费补贴"

    def formula(record, period):
        scope = record.enterprise("in_scope", period)
        listed = one_of(record("fair", period), Fair.smes, Fair.apec, Fair.reality)
        return verdict(scope & record("attended", period) & within(record, period), listed)


class fair_amount(Variable):
    value_type = int
    entity = Record
    definition_period = YEAR
    label = "12.1-展位费补贴，分"

    def formula(record, period):
        return numpy.where(record("fair_status", period) == Status.eligible, cost(record, period), 0)


class training_status(Variable):
    value_type = Enum
    possible_values = Status
    default_value = Status.ineligible
    entity = Record
    definition_period = YEAR
    label = "13.4-培训学费补贴"

    def formula(record, period):
        course = record("course", period)
        special = one_of(record.enterprise("quality", period), Quality.special, Quality.giant)
        matching = one_of(course, Course.leaders, Course.managers) | ((course == Course.special) & special)
        scope = record.enterprise("in_scope", period)
        holds = scope & matching & record("regular", period) & within(record, period)
        return verdict(holds, record("day", period) >= RATES_SET)


class training_amount(Variable):
    value_type = int
    entity = Record
    definition_period = YEAR
    label = "13.4-培训学费补贴，分"

    def formula(record, period, parameters):
        percent = parameters("2022-12-31").training.percent
        eligible = record("training_status", period) == Status.eligible
        return numpy.where(eligible, share(cost(record, period), percent), 0)


MEASURES = [
    machinery_status,
    machinery_amount,
    material_status,
    material_amount,
    fair_status,
    fair_amount,
    training_status,
    training_amount,
]
VARIABLES = [*FACTS, own_institute, recognised_centre, *MEASURES]
