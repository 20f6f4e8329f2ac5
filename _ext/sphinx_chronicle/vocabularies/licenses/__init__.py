"""The vocabulary `licenses`: terms under which things are published, and a field type that names them."""
