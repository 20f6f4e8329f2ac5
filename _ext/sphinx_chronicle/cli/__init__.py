"""The command line: checks records without a build, writes stubs, prints JSON Schemas, reads Hugging Face cards.

Needs neither Sphinx nor docutils, and asks nothing of the network.
"""
