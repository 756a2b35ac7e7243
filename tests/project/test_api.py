"""``import huiqi`` offers what the API offers, without importing it."""

import subprocess
import sys

import pytest

import huiqi
from huiqi import api, errors


def test_the_package_offers_the_api() -> None:
    assert huiqi.api is api
    assert huiqi.HuiqiError is errors.HuiqiError is api.HuiqiError
    assert all(callable(getattr(api, name)) for name in api.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = huiqi.nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["import huiqi", "from huiqi.cli.app import run; run(['--help'])"])
def test_nothing_heavy_is_imported_at_start(code: str) -> None:
    heavy = "{'duckdb', 'pyarrow', 'numpy', 'sqlglot', 'lark', 'rich'}"
    script = f"import sys\n{code}\nprint(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
