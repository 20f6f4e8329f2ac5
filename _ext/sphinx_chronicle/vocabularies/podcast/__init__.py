"""The vocabulary `podcast`: episodes with their recordings and chapters."""
