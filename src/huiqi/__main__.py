"""``python -m huiqi``: the command line."""

from .cli.app import main

main()
