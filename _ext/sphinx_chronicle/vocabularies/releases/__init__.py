"""Releases of software: versions, how long each is supported, and what other tools know of them."""
