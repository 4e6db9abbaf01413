"""Publishing of check lists: rows are kept, people who fit get a flag."""
