"""The quest language: YAML for engineers, one sentence for members.

`read` gives definitions or refuses the file with every problem and its place; `at_least_as_good` says
whether a change treats nobody worse; `sentence` tells a member what it is about.
"""

from guanxi.quests.language.better import Verdict, at_least_as_good
from guanxi.quests.language.judging import warnings
from guanxi.quests.language.reading import read
from guanxi.quests.language.sentence import sentence

__all__ = ["Verdict", "at_least_as_good", "read", "sentence", "warnings"]
