"""What is left of sign-ins that are over: sessions of the staff, and the cache in which tries are counted."""

from django.contrib.sessions.models import Session

from guanxi.kernel import statements


def forget_expired() -> int:
    """Delete the sessions and the cached values whose time is over; returns how many."""
    moment = statements.value("SELECT kernel_moment()", [])
    gone, _ = Session.objects.filter(expire_date__lt=moment).delete()
    return gone + len(statements.rows("DELETE FROM web_cache WHERE expires < kernel_moment() RETURNING 1", []))
