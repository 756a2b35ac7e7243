"""Six of the measures as a tax and benefit system for OpenFisca-Core, as its users write one."""

from importlib.metadata import version

NAME = f"OpenFisca-Core {version('openfisca-core')}"
