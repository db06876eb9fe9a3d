"""What can be said on the command line: one module each, light to import, so that `--help` and `serve` are quick."""
