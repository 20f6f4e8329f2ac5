"""How records are written as nodes, each from one record alone."""
