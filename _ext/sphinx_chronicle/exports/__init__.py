"""Records for machines: JSON, CSV, Atom, BibTeX, chapters and JSON-LD.

Pure functions from records to text. Nothing in this package imports docutils or Sphinx, opens a file or asks for the time.
"""
