"""What is wrong with a file or a snapshot, in words for whoever gave it."""


class ListsError(Exception):
    """A file is no list that we know, is damaged, or a snapshot cannot be used."""
