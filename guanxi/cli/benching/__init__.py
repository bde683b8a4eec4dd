"""Benchmarks: what Guanxi does in a second, beside what PostgreSQL's own yardstick does in the same minute."""
