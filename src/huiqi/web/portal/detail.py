"""One measure for one firm: the published verdict, and the explanation with what was declared laid in.

The explanation rests on the rules of the run that people see and on the facts as the register knows them
now. Where that comes to another verdict than the one published, the page says so; where answers of the
firm were laid in, it is a trial.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from ...explain import explain_subject
from ...explain.explanation import MeasureView
from ...tree.measure import BoundMeasure, Mode
from ..actor import Actor
from ..catalogue.editions import Edition
from ..catalogue.procedures import Procedure, Procedures
from ..catalogue.queries import measure as measure_in_force
from ..catalogue.questions import FactsForm, Question, questions_of, written
from ..catalogue.showing import Candidate, arranged
from ..entitlements.models import Entitlement
from ..entitlements.queries import STRONGEST, of_firm, verdict
from ..registry.models import Firm
from ..registry.queries import Known, Rank, provenance
from ..registry.services import declare
from ..registry.sources import names
from ..registry.subjects import read_subject
from ..runs.models import Run
from ..runs.queries import edition_of_run, shown

AT = "@"
Asked = tuple[str, str]
"""A fact's path, and the number of the record it is of; empty for the firm itself."""


@dataclass(frozen=True)
class Detail:
    """A measure for a firm; ``run`` None where no run of its package was published."""

    firm: Firm
    run: Run | None
    edition: Edition
    bound: BoundMeasure
    procedure: Procedure
    rows: tuple[Entitlement, ...]

    @cached_property
    def known(self) -> Mapping[Asked, Known]:
        """What is known of each fact, and from where."""
        return {(k.fact.path, k.record): k for k in provenance(self.firm.credit_code)}

    @cached_property
    def view(self) -> MeasureView:
        """The measure explained, with what was declared where nothing else is known."""
        subject = read_subject(self.firm.credit_code, declared=True)
        name, as_of = self.edition.package.name, self.bound.as_of.isoformat()
        return explain_subject([self.bound], subject, name, as_of, names=names()).measures[0]

    @cached_property
    def published(self) -> str | None:
        """The published verdict; None where there is none."""
        if self.run is None:
            return None
        if self.rows:
            return min((row.status for row in self.rows), key=STRONGEST.index)
        return verdict(self.run, self.bound.id, self.firm.credit_code)

    @property
    def amount(self) -> int | None:
        """The published sum in fen; None where none is set."""
        sums = [row.amount for row in self.rows if row.amount is not None]
        return sum(sums) if sums else None

    @property
    def competitive(self) -> bool:
        """Whether 符合 means no more than that the firm may apply."""
        return self.bound.mode is Mode.COMPETITIVE

    @property
    def trial(self) -> bool:
        """Whether the explanation rests on something declared."""
        return any(self._rank(asked) is Rank.DECLARED for asked in self._facts())

    @property
    def moved(self) -> bool:
        """Whether the register has changed the verdict since it was published."""
        return not self.trial and self.published not in (None, self.view.status)

    @property
    def candidates(self) -> list[Candidate]:
        """Candidates with every condition, fact and source."""
        return arranged(self.view, self.bound, self._told)

    def _told(self, name: str, record: str, value: str) -> tuple[str, str]:
        path = self._paths.get(name, "")
        known = self.known.get((path, record)) or self.known.get((path, ""))
        if known is None or known.value is None:
            return value, ""
        mark = "，未核实" if known.rank is Rank.DECLARED else ""
        return known.text, f"{known.source} {known.day}{mark}"

    def _rank(self, asked: Asked) -> Rank:
        known = self.known.get(asked)
        return known.rank if known and known.value is not None else Rank.UNKNOWN

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return questions_of(self.bound)

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {question.fact.name: path for path, question in self._questions.items()}

    def _facts(self) -> Iterator[Asked]:
        """Every fact that the measure asks of the firm and of each record."""
        for view in self.view.candidates:
            for path, question in self._questions.items():
                yield path, "" if question.fact.kind == self.bound.measure.subject.name else view.record

    def asked(self) -> dict[str, Question]:
        """What is missing or was answered here: form names (``保险.保费@INS-1``) and questions."""
        missing = {name for view in self.view.candidates for name in view.missing}
        found = {}
        for path, record in self._facts():
            question = self._questions[path]
            rank = self._rank((path, record))
            if rank is Rank.DECLARED or (rank is Rank.UNKNOWN and question.fact.name in missing):
                found[f"{path}{AT}{record}" if record else path] = question
        return found

    def form(self, data: QueryDict | None = None) -> FactsForm:
        """The form that asks; it begins with what was answered."""
        asked = self.asked()
        return FactsForm(asked, data, {name: self._answered(name) for name in asked})

    def _answered(self, name: str) -> str:
        known = self.known.get(split(name))
        return written(known.fact, known.value) if known else ""

    def declare(self, actor: Actor, form: FactsForm) -> None:
        """Keep what is sound in the form, as declared; what was left empty is taken back.

        Raises:
            Failed: the register knows such a fact by now.
        """
        for name, value in form.sound().items():
            path, record = split(name)
            held = self.known.get((path, record))
            if held is None or held.value != value:
                declare(actor, firm=self.firm, path=path, record=record, value=value)


def split(name: str) -> Asked:
    """A form name as path and record."""
    path, _, record = name.partition(AT)
    return path, record


def detail(firm: Firm, measure: str) -> Detail:
    """A measure for a firm, by the run that people see; else by the rules in force.

    Raises:
        NotThere: no such measure.
    """
    run = next((r for r in shown().values() if measure in r.measures), None)
    if run is not None:
        edition, as_of = edition_of_run(run), run.as_of
    else:
        found = measure_in_force(measure)
        edition, as_of = found.edition, found.bound.as_of
    bound = edition.bound(as_of)[measure]
    return Detail(
        firm,
        run,
        edition,
        bound,
        Procedures(firm.region).of(bound),
        tuple(of_firm(firm.credit_code).filter(measure=measure)),
    )


def near(firm: Firm, rows: Iterable[tuple[Run, str]]) -> list[tuple[str, str, str, str]]:
    """For measures nearly reached: identifier, title, record, and the nearest change in words."""
    known = read_subject(firm.credit_code)
    found = []
    for run, measure in rows:
        edition = edition_of_run(run)
        bound = edition.bound(run.as_of)[measure]
        name, as_of = edition.package.name, run.as_of.isoformat()
        view = explain_subject([bound], known, name, as_of, names=names()).measures[0]
        found += [
            (measure, view.title, candidate.record, "，".join(candidate.change.moves))
            for candidate in view.candidates
            if candidate.change is not None and candidate.change.moves
        ]
    return found
