"""How many of torch's threads caption: one for each core where many pictures wait, else fewer."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.captioning import Captioned, GenerationConfig, Seen
from gui import worker
from gui.caption import job
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from tests.gui.captioner import FakeCaptioner, picture


@pytest.mark.parametrize(("training", "most"), [(False, 8), (True, 1)])
def test_many_pictures_take_all_cores_unless_a_model_trains(
    qtbot: QtBot,
    make_caption_page: Callable[..., CaptionPage],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    training: bool,
    most: int,
) -> None:
    now, used = 0, []

    def use_threads(threads: int) -> None:
        nonlocal now
        now = threads

    def caption(captioner: FakeCaptioner, pictures: Sequence[Seen], generation: GenerationConfig) -> list[Captioned]:
        used.append((len(pictures), now))
        return real(captioner, pictures, generation)

    real = FakeCaptioner.caption_seen
    monkeypatch.setattr(FakeCaptioner, "caption_seen", caption)
    monkeypatch.setattr("engine.models.devices.use_threads", use_threads)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(job, "_training", lambda: training)
    page = make_caption_page()
    page.adding.paths([picture(tmp_path / f"{number}.png") for number in range(2 * job.MANY)])
    qtbot.waitUntil(lambda: not page.queue.count(ItemState.WAITING) and not worker.running())
    first, last = used[0], used[-1]
    assert first == (1, 1 if training else job.MOST_THREADS), "the picture on display comes as soon as it can"
    assert max(threads for _, threads in used) == most
    assert last[1] == (1 if training else job.MOST_THREADS), "the last ones are waited for"
