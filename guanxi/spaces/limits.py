"""How often something may be tried: counters in the database, so that they hold over all processes and restarts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guanxi.kernel import crypto, statements


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `amount` tries in `seconds` of whoever `subject` is (an address, a contact), at what `name` says."""

    name: str
    subject: str
    amount: int
    seconds: int


def first_refusal(limits: Iterable[Limit]) -> str:
    """Count one try against each limit in turn; the name of the first that refuses it, or nothing when all allow it.

    What one refuses does not count against those behind it. So the sender's own limits come first and what many share
    comes last: otherwise one sender, refused a thousand times, uses up what the others need. Always in the same order,
    so that two tries cannot block each other.
    """
    return next((limit.name for limit in limits if not take([limit])), "")


def take(limits: Sequence[Limit]) -> bool:
    """Count one try against each of the limits, in one statement; whether all of them still allow it.

    A try that is not allowed counts too. The subject is kept as a keyed hash, and no longer than the window.
    """
    by_key = {_key(limit): limit for limit in limits}
    keys = sorted(by_key)  # in one order, so that two tries cannot block each other
    rows = statements.rows(
        """
        INSERT INTO spaces_limit AS l (key, ends_at, count)
        SELECT n.key, kernel_moment() + make_interval(secs => n.seconds), 1
        FROM unnest(%s::bytea[], %s::integer[]) n(key, seconds) ORDER BY n.key
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN l.ends_at <= kernel_moment() THEN 1 ELSE least(l.count + 1, 2000000000) END,
            ends_at = CASE WHEN l.ends_at <= kernel_moment() THEN excluded.ends_at ELSE l.ends_at END
        RETURNING l.key, l.count
        """,
        [keys, [by_key[key].seconds for key in keys]],
    )
    return all(count <= by_key[bytes(key)].amount for key, count in rows)


def allows(limits: Sequence[Limit]) -> bool:
    """Whether each of the limits allows one more try now; counts none."""
    rows = statements.rows(
        "SELECT key, count FROM spaces_limit WHERE key = ANY(%s) AND ends_at > kernel_moment()",
        [[_key(limit) for limit in limits]],
    )
    counts = {bytes(key): count for key, count in rows}
    return all(counts.get(_key(limit), 0) < limit.amount for limit in limits)


def forget() -> int:
    """Delete the counters whose window is over; returns how many."""
    return len(statements.rows("DELETE FROM spaces_limit WHERE ends_at < kernel_moment() RETURNING 1", []))


def _key(limit: Limit) -> bytes:
    return crypto.hmac128(crypto.master_key(), f"limit:{len(limit.name)}:{limit.name}:{limit.subject}")
