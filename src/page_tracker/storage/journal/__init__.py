"""The write-ahead journal: files on local disk that hold every acknowledged view."""
