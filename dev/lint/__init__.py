"""Our own lint rules: what ruff and mypy cannot know about this house.

`python -m dev.lint` runs all of them. Each rule is a file in `rules/` whose docstring tells the bug that it prevents,
with a good and a bad example in `examples/RULE/` (tests/laws/test_lint_rules.py runs them). Where a rule is wrong for
once, say so where it is: `-- allow RULE: the reason` (SQL) or `# allow RULE: the reason` (Python), on the line itself
or up to two lines above. An allowance without a reason, or one that is no longer needed, is itself a finding.
"""
