"""The write path: views are gathered into batches, one script call per site."""
