"""What recipes refuse."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.kernel.errors import Refusal


class UnknownRecipe(Refusal):
    """There is no recipe of that name."""

    code = "unknown_recipe"
    text = gettext_noop("There is no recipe “%(recipe)s”.")


class WordsRefused(Refusal):
    """What the operator filled in cannot stand; `problems` says by field why."""

    code = "words_refused"
    text = gettext_noop("Something is not right yet: %(problems)s")

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(problems=gettext("; ").join(self.problems.values()))


class ReasonNeeded(Refusal):
    """The circle is not ready for what sells or splits; going on anyway needs a reason (H6)."""

    code = "reason_needed"
    text = gettext_noop("This circle is not ready for it yet. Say why you go on anyway; it is recorded.")
