"""``python -m benchmarks.load fill`` once, then ``python -m benchmarks.load measure`` as often as one likes."""

from __future__ import annotations

import click

from .stand import Stand


@click.group()
@click.option("--enterprises", default=200_000, show_default=True)
@click.option("--claims", default=50_000, show_default=True)
@click.pass_context
def load(context: click.Context, enterprises: int, claims: int) -> None:
    """The site on PostgreSQL under the load of people."""
    context.obj = Stand(enterprises, claims)


@load.command()
@click.pass_obj
def fill(stand: Stand) -> None:
    """Make the stand anew; it is kept in build/bench."""
    stand.clear()
    with stand.postgres() as database:
        stand.set_up(database)
        from . import filling

        filling.fill(stand)


@load.command()
@click.option("--seconds", default=300.0, show_default=True)
@click.option("--think", default=3.0, show_default=True, help="Seconds between two pages, on average.")
@click.option("--workers", type=int, help="Processes of the site; without it, what `huiqi serve` takes.")
@click.pass_obj
def measure(stand: Stand, seconds: float, think: float, workers: int | None) -> None:
    """Fifty people look at pages; then as many pages as there can be."""
    if not stand.made():
        raise SystemExit("fill it first: python -m benchmarks.load fill")
    from . import measuring

    measuring.measure(stand, seconds, think, workers)


if __name__ == "__main__":
    load()
