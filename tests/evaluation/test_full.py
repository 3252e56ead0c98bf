"""What an evaluation tells of gender and of balance, in figures that can be counted by hand."""

import json
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.events import Commands, State
from engine.recipes import resolve
from engine.runs.run import Run
from engine.training.trainer import train
from tests.tiny import TINY, write_data


def test_gender_and_balance_of_one_caption_said_of_everybody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A captioner that has learned one sentence, on pictures of women and men with rings and hats."""
    data = write_data(tmp_path / "data", 200)
    captions = json.loads((data / "train_captions.json").read_text())
    (data / "train_captions.json").write_text(json.dumps(dict.fromkeys(captions, "This man wears a hat.")))
    true = json.loads((data / "test_captions.json").read_text())
    women = sum(name.startswith("WOMEN") for name in true)
    rings = sum("ring" in caption for caption in true.values())
    # Three standard errors of one-sided mistakes are nine of them.
    assert 9 <= women < len(true) == 40 > rings >= 9
    run = Run.create(
        tmp_path / "run",
        resolve("compact", {**TINY, "steps": 40, "lr_decoder": 0.02, "evaluate_every": 40, "checkpoint_every": 40}),
        data,
    )
    assert train(run, Commands(), lambda event: None, device="cpu") is State.FINISHED
    words = ["evaluate", str(run.folder), str(data), "--device", "cpu", "--captions", str(tmp_path / "said.json")]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(json.loads((tmp_path / "said.json").read_text()).values()) == {"This man wears a hat."}
    gender = found["gender"]
    assert gender["pictures"] == {"female": women, "male": 40 - women, "unsaid": 0}
    assert (gender["said"], gender["he_of_women"], gender["she_of_men"], gender["both"]) == (1, 1, 0, 0)
    assert gender["accuracy"] == {"female": 0, "male": 1}
    assert gender["right_when_said"] == pytest.approx((40 - women) / 40)
    imbalance_of = {(imbalance["attribute"], imbalance["value"]): imbalance for imbalance in found["imbalances"]}
    for name, more, less, count in (("gender", "male", "female", women), ("hat", "yes", None, rings)):
        over = imbalance_of[name, more]
        assert (over["true"], over["said"]) == (40 - count, 40)
        assert over["sureness"] == pytest.approx(count**0.5)
        if less is not None:
            under = imbalance_of[name, less]
            assert (under["true"], under["said"], under["sureness"]) == (count, 0, -over["sureness"])
    assert (imbalance_of["ring", "yes"]["true"], imbalance_of["ring", "yes"]["said"]) == (rings, 0)
    assert main(words) == 0
    table = capsys.readouterr().out
    assert "gender mentioned in 1.0000 of the captions" in table
    assert f"{women:>+7,}  gender: male, predicted 40, true {40 - women}" in table
