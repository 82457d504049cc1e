"""The interactive terminal: what surrounds the text of the simulated systems, never what is in it.

The only package that imports prompt_toolkit, and only its modules `prompt`, `pager` and their parts
do: `shell`, `plain` and `pace` work without it.
"""
