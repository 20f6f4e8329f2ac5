"""Directives: from the text of an author to nodes. Nothing here knows another document."""
