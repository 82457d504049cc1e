"""What the commands of the command line do, once `nsksim.cli` has read their arguments.

Nothing here knows click, and nothing here exits.
"""
