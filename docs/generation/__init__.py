"""What the derived documents say, one module per kind of page. Nothing here writes a file."""
