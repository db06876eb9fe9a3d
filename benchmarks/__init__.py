"""Measures Plenum from a second process, beside bare Bolt apps on the same server: `python -m benchmarks`."""
