"""What is said to TrueConf Server and what it answers: only the fields that Plenum uses.

Field by field after TrueConf's API documentation of 2025-02-18 (v3.10); unknown fields are ignored there and here.
"""
