"""Background work: enqueued by services, done by ``huiqi work``, resumed at its last checkpoint.

@job("import-register", "导入登记库快照")            # in an application's background.py
def run(progress: Progress, *, batch: int) -> str: ...

enqueue(actor, name="import-register", arguments={"batch": 3})
"""
