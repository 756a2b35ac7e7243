"""Six of the measures for rule-engine, as its users write them: texts of rules, and a host in Python.

Of the packages on PyPI whose business is rules (rule-engine, zen-engine, business-rules,
durable-rules) it is the most downloaded, it is maintained, and it has exact decimals.
"""

from importlib.metadata import version

NAME = f"rule-engine {version('rule-engine')}"
