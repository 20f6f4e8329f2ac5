"""Benchmarks: the same content built with this extension and with its rivals."""
