"""What the parser expected, in words a civil servant understands."""

from __future__ import annotations

from collections.abc import Iterable

EXPECTED = {
    "_COLON": "冒号“:”",
    "_COMMA": "逗号",
    "RPAR": "右括号",
    "LPAR": "左括号",
    "_NL": "换行",
    "_INDENT": "缩进的一块",
    "NAME": "名称",
    "PATH": "事实（如 企业.从业人员）",
    "LITERAL": "数值（如 200万元）",
    "QUOTED": "「文字」",
    "CMP": "比较符号",
    "REST": "文字",
    "TEXT_KEY": "一个键（如 编号、范围、条件）",
}


def expectation(terminals: Iterable[str]) -> str:
    """A hint naming at most four of the expected things."""
    named = [text for terminal, text in EXPECTED.items() if terminal in set(terminals)]
    return f"此处可以是{'、'.join(named[:4])}" if named else "词语运算符（且、属于、在）两边要有空格"
