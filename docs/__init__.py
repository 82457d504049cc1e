"""The documents of the project, and the program that writes the derived ones."""
