"""nsksim: a simulated pair of HPE NonStop systems, and nothing real behind it."""

__version__ = "0.1.0"
