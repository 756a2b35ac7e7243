"""The tables of settings that must be refused; and the package's own settings files, which must load."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import HuiqiError, Place, Problem, suggestion
from ..policy.model import Package
from ..policy.settings import load_settings, parameter_value
from ..tree.measure import Measure


def check_refused(package: Package, measure: Measure) -> Iterator[Problem]:
    """C0601 for a setting that the examples say must be refused and is not."""
    examples = package.examples.get(measure.id)
    for table in examples.refused if examples else ():
        for line, row in table.records():
            place = Place(measure.place.file, line)
            parameter = measure.parameters.get(row["参数"])
            if parameter is None:
                yield Problem(
                    "C0602", f"没有参数“{row['参数']}”", suggestion(row["参数"], measure.parameters), place
                )
                continue
            try:
                parameter_value(parameter, row["值"], measure.names, place)
            except HuiqiError as error:
                if error.problems[0].code != "P0301":
                    yield from error.problems
                continue
            message = f"{measure.id} 的设定 {row['参数']} = {row['值']} 应被拒绝"
            yield Problem("C0601", message, "检查参数的界", place)


def check_settings(package: Package) -> Iterator[Problem]:
    """Every settings file of the package, with the place of what is wrong."""
    try:
        load_settings(package, sorted((package.path / "settings").glob("*.md")))
    except HuiqiError as error:
        yield from error.problems
