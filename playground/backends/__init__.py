"""The conferencing systems, emulated: one folder each; and what they share: faults, history, how pages are made."""
