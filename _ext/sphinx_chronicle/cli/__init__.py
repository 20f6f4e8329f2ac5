"""The command line: checks records without a build, writes stubs, prints JSON Schemas, imports what other tools have.

Needs neither Sphinx nor docutils, and asks nothing of the network.
"""
