"""Two processes that do the same thing at the same moment, on a real database.

``python -m tests.web.claims.race make`` builds the world and prints a claim's number;
``… act ACTION LOGIN CLAIM`` says that it is ready, waits for a line, and prints what became of the try.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    """One of the two commands."""
    import django

    django.setup()
    from django.conf import settings

    from huiqi.web.claims import register as source
    from tests.web.claims.stages import Register

    source.known = Register().known
    settings.POLICIES, settings.PACKAGES = Path(os.environ["RACE_POLICIES"]), ["sample"]
    if sys.argv[1] == "make":
        _make(sys.argv[2])
    else:
        _act(*sys.argv[2:])


def _make(stage: str) -> None:
    from django.core.management import call_command

    from tests.web.claims import stages
    from tests.web.world import build

    call_command("migrate", verbosity=0, interactive=False)
    build()
    stages.seed()
    claim = getattr(stages, stage)()
    print(claim.pk)


def _act(action: str, login: str, number: str) -> None:
    from huiqi.web.claims import services
    from huiqi.web.claims.models import Claim
    from huiqi.web.core.service import Failed
    from tests.web.claims.stages import MEASURE, PACKAGE, SOUND
    from tests.web.world import FIRM, acting

    actor = acting(login)
    claim = Claim.objects.filter(pk=int(number)).first()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        if action == "start":
            services.start(actor, package=PACKAGE, measure=MEASURE, credit_code=FIRM, records=("0",))
        elif action == "submit":
            services.submit(actor, claim=claim)
        else:
            services.decide(actor, claim=claim, action=action, given=SOUND)
        print("done")
    except Failed as failed:
        print(f"failed {failed.message}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    main()
