"""The choices of a shop: a registry, how values are read, and what the books need of them."""

from kontera.choices.kinds import Choice, Kind, Option
from kontera.choices.page import settings_page
from kontera.choices.reading import ChoiceError, merge_assignment, read_choice, read_choices
from kontera.choices.registry import BY_NAME, GROUPS, REGISTRY
from kontera.choices.values import Choices

__all__ = [
    "BY_NAME",
    "GROUPS",
    "REGISTRY",
    "Choice",
    "ChoiceError",
    "Choices",
    "Kind",
    "Option",
    "merge_assignment",
    "read_choice",
    "read_choices",
    "settings_page",
]
