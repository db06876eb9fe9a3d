"""What Plenum does, apart from how it is said and who carries it out."""
