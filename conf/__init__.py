"""The configuration of runs, as it ships with the package."""
