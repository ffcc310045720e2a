"""The write path: views become batches, and a batch one script call per site."""
