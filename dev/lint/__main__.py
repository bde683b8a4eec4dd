"""Run every rule over the repository: `python -m dev.lint`. Exit 1 when something is found."""

import sys

from dev.lint import docs, house, rules, sizes


def main() -> int:
    """Print each finding on a line of its own, then how many there are."""
    repository = house.repository()
    findings = [*rules.findings(repository), *sizes.findings(repository), *docs.findings(repository)]
    for finding in sorted(findings, key=lambda each: (each.path, each.line)):
        print(finding)
    if findings:
        print(f"{len(findings)} findings; what each rule is for: dev/lint/rules/")
    return 1 if findings else 0


sys.exit(main())
