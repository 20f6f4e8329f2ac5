"""Releases: versions, and how long they are supported."""
