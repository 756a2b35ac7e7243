"""Doing what is due, in this process."""

from huiqi.web.jobs.worker import perform, take


def work_off() -> None:
    """Do every job that is due now."""
    while (row := take()) is not None:
        perform(row)
