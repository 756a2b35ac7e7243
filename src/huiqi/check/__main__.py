"""``python -m huiqi.check POLICY``: the check without the rest of the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from .package import check_package
from .terminal import print_report

if __name__ == "__main__":
    report = check_package(Path(sys.argv[1]))
    print_report(report)
    sys.exit(0 if report.ok else 1)
