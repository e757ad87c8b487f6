"""The version of apsync: its one source, for the package and for the library."""

__version__ = "0.1.0"
