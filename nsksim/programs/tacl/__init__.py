"""TACL: an expander over text, and one grammar per command for the line it expands to."""
