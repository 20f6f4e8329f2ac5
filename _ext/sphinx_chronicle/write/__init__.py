"""From nodes to stock nodes, and what is written beside the pages."""
