"""The fast path of the replication: catalogs to staging files and back, in sets.

Knows tables, bytes and counts. Which run may start, who may start it, where the files lie, what is
reported and when time passes belongs to the jobs built on it.
"""
