"""The vocabulary `models`: checkpoints of a release, what they were made from, and datasets."""
