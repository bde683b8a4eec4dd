"""The rules, one a file. A rule is a function `findings(source, house)`; its name is its file's, with dashes."""

from collections.abc import Callable, Iterator, Mapping

from dev.lint.house import Allowance, Finding, House, Source
from dev.lint.rules import (
    body_size,
    clock,
    definer_path,
    frozen_data,
    index_comment,
    keyword_only,
    local_tenancy,
    lock_order,
    models_stay_home,
    names,
    no_signals,
    plain_save,
    sql_parameters,
    sql_purpose,
    sql_reach,
    view_security,
)

Rule = Callable[[Source, House], Iterator[Finding]]

EVERY: Mapping[str, Rule] = {
    "body-size": body_size.findings,
    "clock": clock.findings,
    "definer-path": definer_path.findings,
    "frozen-data": frozen_data.findings,
    "index-comment": index_comment.findings,
    "keyword-only": keyword_only.findings,
    "local-tenancy": local_tenancy.findings,
    "lock-order": lock_order.findings,
    "models-stay-home": models_stay_home.findings,
    "names": names.findings,
    "no-signals": no_signals.findings,
    "plain-save": plain_save.findings,
    "sql-parameters": sql_parameters.findings,
    "sql-purpose": sql_purpose.findings,
    "sql-reach": sql_reach.findings,
    "view-security": view_security.findings,
}


REACH = 2


def findings(house: House) -> Iterator[Finding]:
    """What every rule finds in every file, without what an allowance with a reason covers."""
    for source in house.sources:
        if source.path.startswith("guanxi/") and source.path.endswith((".py", ".sql")):
            yield from findings_in(source, house)


def findings_in(source: Source, house: House) -> Iterator[Finding]:
    """The same for one file; an allowance holds for its own line and the REACH lines below, where a call may wrap."""
    allowed = {(line, each.rule) for each in source.allowances for line in _lines(each)}
    found = {finding for rule in EVERY.values() for finding in rule(source, house)}
    yield from (finding for finding in found if (finding.line, finding.rule) not in allowed)
    covered = {(finding.line, finding.rule) for finding in found}
    for each in source.allowances:
        if not each.reason or each.rule not in EVERY:
            yield source.finding(
                each.line, "allowance", "say `allow RULE: reason`, with a rule that exists and a reason"
            )
        elif not covered & {(line, each.rule) for line in _lines(each)}:
            yield source.finding(each.line, "allowance", f"nothing here needs `allow {each.rule}` any more")


def _lines(allowance: Allowance) -> range:
    return range(allowance.line, allowance.line + REACH + 1)
