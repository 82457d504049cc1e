"""Benchmarks: measured beside raw DuckDB in the same run, so that the ratios travel."""
