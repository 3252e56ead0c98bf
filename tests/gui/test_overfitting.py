"""Over-fitting is told in the window once a run, in the reader's language."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from engine.events import Evaluated
from gui import text
from gui.train.notices import ScoreNotices
from gui.widgets import Banner


def test_it_is_told_once_and_again_of_another_run(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    notice = ScoreNotices(banner, banner)
    scores = Evaluated(1500, {"validation_loss": 2.0}, 1.0)
    notice.take(scores)
    assert banner.sentence == ""
    notice.take(replace(scores, overfitting=1200))
    assert "lowest at step 1,200" in banner.sentence
    assert "early stopping" in banner.sentence
    banner.clear()
    notice.take(replace(scores, step=1800, overfitting=1200))
    assert banner.sentence == ""
    notice.forget()
    notice.take(replace(scores, overfitting=900))
    assert "900" in banner.sentence
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "过拟合" in banner.sentence)
    assert "900" in banner.sentence
