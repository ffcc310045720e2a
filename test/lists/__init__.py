"""Makes the data files of the package from public lists."""
