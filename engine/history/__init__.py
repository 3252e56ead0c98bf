"""Every caption that the window made, with a small picture, in one SQLite file that is searched in English and Chinese.

``CaptionHistory`` is the file. A caption counts as kept once ``add`` has returned: a kill afterwards loses nothing.
Several windows may use it at once. An older format is brought up to date, and a copy of the file as it was stays.
"""

from engine.history.entry import HistoryEntry, HistoryQuery, Whereabouts, whereabouts
from engine.history.history import MOST_LISTED, CaptionHistory, history_file

__all__ = [
    "MOST_LISTED",
    "CaptionHistory",
    "HistoryEntry",
    "HistoryQuery",
    "Whereabouts",
    "history_file",
    "whereabouts",
]
