"""What can be wrong with a question."""

from clew.kernel.errors import ClewError


class InvalidQuestion(ClewError):
    """A question of insight makes no sense; `where` is a JSON pointer into it."""

    code = "insight.invalid_question"
