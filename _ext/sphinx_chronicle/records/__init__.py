"""What a record is: dates, quantities, models, the YAML reader, relations and selection.

Nothing in this package imports docutils or Sphinx; it serves the build, the command line and the tests alike.
"""
