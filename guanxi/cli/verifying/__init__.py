"""What `guanxi verify` measures with: a database of its own, real texts in it, and questions with expectations."""
