"""What a page shows of other documents, as plain data; pages and the comparison of outdated pages read it from here."""
