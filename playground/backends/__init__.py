"""The conferencing systems, emulated: one module or folder each."""
