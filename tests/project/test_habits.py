"""Habits of the code that a tool can see: size, docstrings, open ends, names that must not occur."""

import ast
import re

from .tree import ROOT, SOURCE, modules, parsed, project_files, shown

MODULE_LINES = 400
FUNCTION_LINES = 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
OPEN_ENDS = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|NotImplementedErro[r])\b")
MACHINES = re.compile(
    r"files\.python[h]osted|https?://pypi[.]|/opt/[pw]|/[w]ork/|/[h]ome/|/[r]oot/|/[U]sers/|/[t]mp/[a-z]"
)


def test_modules_are_short() -> None:
    lines = {shown(m): m.read_text(encoding="utf-8").count("\n") for m in modules()}
    assert not {name: count for name, count in lines.items() if count > MODULE_LINES}


def test_functions_are_short() -> None:
    lines = {
        f"{shown(module)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules()
        for node in ast.walk(parsed(module))
        if isinstance(node, FUNCTIONS)
    }
    assert not {name: count for name, count in lines.items() if count > FUNCTION_LINES}


def test_modules_and_public_names_say_what_they_are() -> None:
    trees = {shown(module): parsed(module) for module in modules()}
    silent = [name for name, tree in trees.items() if not ast.get_docstring(tree)]
    silent += [
        f"{name}:{node.name}"
        for name, tree in trees.items()
        for node in tree.body
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_nothing_is_left_open() -> None:
    found = {shown(m): OPEN_ENDS.findall(m.read_text(encoding="utf-8")) for m in modules()}
    assert not {name: marks for name, marks in found.items() if marks}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{shown(path)}:{number}"
        for path in project_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if MACHINES.search(line)
    ]
    assert not found


def test_the_source_names_no_province_and_no_policy() -> None:
    """Another province is another folder, another policy another package."""
    places = {p.name for p in (ROOT / "provinces").iterdir()}
    policies = {p.name for p in (ROOT / "policies").iterdir() if p.name not in {"vocabulary", "standards"}}
    names = {"江西", "赣", "南昌", "九江", "jiangxi", "gongqiang", "工强省", *places, *policies}
    found = [
        (shown(path), name)
        for path in project_files(SOURCE)
        for name in names
        if name.lower() in path.read_text(encoding="utf-8").lower()
    ]
    assert not found
