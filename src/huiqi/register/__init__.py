"""The register: subjects and their records, as a store of immutable snapshots.

``generate`` makes one from a seed, ``import_files`` from the files of departments; ``store``
reads it. The vocabulary drives all three.
"""
