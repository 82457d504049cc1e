"""One simulated system: its disk files, users, processes, spooler, event collector and timers."""
