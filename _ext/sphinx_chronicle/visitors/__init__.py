"""HTML shapes: visitors that draw what other builders say in words. They read nodes, nothing else."""
