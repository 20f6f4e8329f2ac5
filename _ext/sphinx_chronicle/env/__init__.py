"""What is known of all documents: stored while they are read, computed from that once."""
