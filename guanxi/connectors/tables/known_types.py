"""Which event types a space knows, so that a mistyped one is told from one of the sender's own."""

from functools import lru_cache

from guanxi.connectors.intake import errors
from guanxi.journal import EventType, own_types, types
from guanxi.kernel.predicates.refusal import near, nearest
from guanxi.kernel.tenancy import acting_in

_CLOSE, _VERY_CLOSE = 0.75, 0.9
"""Nearer than for a suggestion alone: what is no slip of the fingers must go in."""


class KnownTypes:
    """What Guanxi or the space has declared or recorded before, as it was when the import began."""

    def __init__(self, *, space_id: int) -> None:
        self._space_id = space_id
        with acting_in(space_id):
            self._met = own_types.met(space_id=space_id)
        self._names = sorted(self._met | types.DECLARED.keys())
        self._look_up = lru_cache(maxsize=1000)(self._found)  # a file may name any number of types

    def find(self, name: str) -> EventType | None:
        """What is declared under a name, None for a type of the sender's own. Raises TypeMistyped."""
        kind, near_by = self._look_up(name)
        if near_by:
            raise errors.TypeMistyped(type=name, near=near_by)
        return kind

    def _found(self, name: str) -> tuple[EventType | None, str]:
        if name in types.DECLARED:
            return types.DECLARED[name], ""
        if name not in self._met:
            return None, nearest(name, self._names, close=_CLOSE, very_close=_VERY_CLOSE)
        with acting_in(self._space_id):
            _, own = own_types.known(space_id=self._space_id, names=[name]).get(name, (0, None))
        return own, ""


def check_props(kind: EventType, props: dict[str, object]) -> None:
    """Refuse the first prop that is not declared, with the one that was probably meant. Raises PropUndeclared."""
    for prop in props:
        if prop not in kind.props:
            raise errors.PropUndeclared(prop=prop, type=kind.name, known=near(prop, kind.props))
