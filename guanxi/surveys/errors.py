"""What surveys refuse. No refusal repeats an answer."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from guanxi.kernel import errors


class UnknownSurvey(errors.Refusal):
    """This space has no survey `survey`."""

    code = "surveys.unknown_survey"
    text = gettext_noop("There is no survey %(survey)s.")


class UnknownQuestion(errors.Refusal):
    """The survey has no question `question`."""

    code = "surveys.unknown_question"
    text = gettext_noop("The survey has no question %(question)s.")


class WordUnreadable(errors.Refusal):
    """`what` of a survey is empty or too long."""

    code = "surveys.word_unreadable"
    text = gettext_noop("The %(what)s needs 1 to %(longest)s characters.")


class QuestionUnreadable(errors.Refusal):
    """A question cannot be asked like this: `problem` says why, `part` names the part of it."""

    code = "surveys.question_unreadable"
    text = gettext_noop("%(problem)s")


class TooManyQuestions(errors.Refusal):
    """A survey asks at most `most` questions."""

    code = "surveys.too_many_questions"
    text = gettext_noop("A survey asks at most %(most)s questions: nobody finishes a longer one.")


class NothingAsked(errors.Refusal):
    """A survey without questions cannot be opened."""

    code = "surveys.nothing_asked"
    text = gettext_noop("Add a question first: there is nothing to answer yet.")


class TimesTurned(errors.Refusal):
    """A survey closes before it opens."""

    code = "surveys.times_turned"
    text = gettext_noop("The survey would close before it opens.")
    constraints = ("surveys_survey_closes_after_it_opens",)


class SlugTaken(errors.Refusal):
    """Another survey of the space has the short name `slug`."""

    code = "surveys.slug_taken"
    text = gettext_noop("Another survey is called “%(slug)s” already.")
    constraints = ("surveys_survey_slug_is_free",)


class NotOpen(errors.Refusal):
    """The survey is not open: not yet, not now, or no longer."""

    code = "surveys.not_open"
    text = gettext_noop("This survey is not open.")


class HasAnswers(errors.Refusal):
    """A survey with answers is kept; it can be closed."""

    code = "surveys.has_answers"
    text = gettext_noop("Members have answered this survey, so it is kept. Close it instead.")


class TooManyAnswers(errors.Refusal):
    """More than `most` answers would be taken away in clear at once."""

    code = "surveys.too_many_answers"
    text = gettext_noop("At most %(most)s answers can be taken in clear at once. Choose a segment.")


class AlreadyAnswered(errors.Refusal):
    """The member has answered this survey."""

    code = "surveys.already_answered"
    text = gettext_noop("You have answered this survey already.")
    constraints = ("surveys_answer_is_once",)


class ConsentMissing(errors.Refusal):
    """The survey rests on consent, and the member has not given it."""

    code = "surveys.consent_missing"
    text = gettext_noop("Without your consent we may not keep the answers.")


class AnswersRefused(errors.Refusal):
    """Some answers cannot be kept as they are; `problems` says for each question why, in words."""

    code = "surveys.answers_refused"
    text = gettext_noop("Some answers need another look.")

    def __init__(self, *, problems: Mapping[str, str]) -> None:
        super().__init__(problems=problems)
        self.problems = problems
