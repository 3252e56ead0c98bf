"""Checkpoints of the published notebook's program caption after ``import`` as they did before it."""

import json
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.__main__ import main
from engine.captioning import PictureCaptioner
from engine.errors import Problem
from engine.importing import reasons
from engine.importing.importer import import_checkpoint
from engine.models.encoders.vgg import Vgg19
from engine.runs.checkpoint import load_checkpoint, read_info
from tests.plainnotebook import CODE, WIDTHS, CaptionModel
from tests.tiny import write_data

WORDS = ("This", "lady", "wears", "a", "hat", ".", "ring", "The", "shirt", "is", "cotton", "with", "long", "sleeves")
# As the program numbers them: words from 1, then start and end, padding 0.
VOCAB = {"<pad>": 0, **{word: number for number, word in enumerate(WORDS, 1)}, "<start>": 15, "<end>": 16}


class WordTable:
    """A vocabulary as an object, as many programs of the time had it."""

    def __init__(self, vocab: dict[str, int]) -> None:
        self.word2idx = vocab
        self.idx2word = {number: word for word, number in vocab.items()}
        self.idx = len(vocab)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Vgg19, "widths", WIDTHS)
    monkeypatch.setattr(Vgg19, "pooled_size", CODE)


def _talkative(vocab: dict[str, int]) -> CaptionModel:
    """A random model whose captions hang on the picture, as those of one that was just begun hardly do."""
    made = CaptionModel(vocab).eval()
    with torch.no_grad():
        for module in made.encoder.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        for layer in (made.decoder.fc, made.decoder.embed):
            layer.weight.mul_(12)
    return made


@pytest.fixture
def model() -> CaptionModel:
    torch.manual_seed(11)
    return _talkative(dict(VOCAB))


@pytest.fixture
def pictures() -> np.ndarray:
    """Of very different brightness."""
    noise = np.random.default_rng(2).integers(0, 256, (5, 224, 224, 3))
    return (noise * np.linspace(0, 1, 5).reshape(5, 1, 1, 1)).astype(np.uint8)


def _scaled(pictures: np.ndarray) -> Tensor:
    values = torch.from_numpy(pictures).permute(0, 3, 1, 2) / 255
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    return (values - mean.view(3, 1, 1)) / std.view(3, 1, 1)


def _assert_same(folder: Path, model: CaptionModel, pictures: np.ndarray) -> None:
    """The same logits, and the same captions word by word, greedily and by beam search."""
    _, captioner = load_checkpoint(folder)
    vocabulary = captioner.vocabulary
    theirs = {word: number for word, number in model.vocab.items() if not word.startswith("<")}
    order = [
        model.vocab["<pad>"],
        *(theirs[word] for word in vocabulary.words),
        model.vocab["<start>"],
        model.vocab["<end>"],
    ]
    if vocabulary.has_unknown:
        order.append(model.vocab["<unk>"])
    words = torch.randint(1, len(order), (len(pictures), 9), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        ours = captioner(torch.from_numpy(pictures), words)
        expected = model(_scaled(pictures), torch.tensor(order)[words])[..., order]
    assert torch.allclose(ours, expected, atol=1e-5)
    names = {number: word for word, number in model.vocab.items()}
    said = set()
    for width in (1, 5):
        found = captioner.search(captioner.encode_seen(pictures), beam_width=width, max_words=12)
        for [best, *_], image in zip(found, _scaled(pictures), strict=True):
            caption = [vocabulary.word(number) for number in best.words]
            assert caption == [names[number] for number in model.search(image, width, 12)]
            said.add(tuple(caption))
    assert len(said) > 2


def _optimizer(model: CaptionModel) -> torch.optim.Optimizer:
    """One that has taken a step, so that it holds tensors by parameter."""
    made = torch.optim.Adam(model.encoder.parameters(), lr=1e-5)
    made.add_param_group({"params": list(model.decoder.parameters()), "lr": 5e-4})
    model(torch.zeros(1, 3, 224, 224), torch.tensor([[15, 1]])).sum().backward()
    for value in model.parameters():
        value.grad = torch.zeros_like(value)
    made.step()
    made.zero_grad(set_to_none=True)
    return made


def _wrapped(kind: str, model: CaptionModel) -> Any:
    """What the program saved, in each of its ways."""
    state = {"epoch": 3, "step": 1200, "optimizer": _optimizer(model)}
    if kind == "whole":
        return model
    if kind == "state of the model":
        return {**state, "model": model}
    if kind == "state of the weights":
        plain: Any = state["optimizer"]
        return {**state, "model": model.state_dict(), "optimizer": plain.state_dict(), "vocab": model.vocab}
    if kind == "weights":
        return model.state_dict()
    assert kind == "parts"
    return {"encoder": model.encoder.state_dict(), "decoder": OrderedDict(model.decoder.state_dict()), "vocab": VOCAB}


@pytest.mark.parametrize("kind", ["whole", "state of the model", "state of the weights", "parts"])
@pytest.mark.parametrize("archive", [True, False], ids=["zip", "before torch 1.6"])
def test_it_captions_as_before(
    kind: str, archive: bool, model: CaptionModel, pictures: np.ndarray, tmp_path: Path
) -> None:
    torch.save(_wrapped(kind, model), tmp_path / "old.pth", _use_new_zipfile_serialization=archive)
    done = import_checkpoint(tmp_path / "old.pth", tmp_path / "new", language="en")
    assert done.whole is (kind in ("whole", "state of the model"))
    assert (done.step, done.epoch) == ((1200, 3) if kind.startswith("state") else (0, 0))
    assert done.words == len(WORDS)
    _assert_same(tmp_path / "new", model, pictures)


@pytest.mark.parametrize("how", ["json", "json of numbers", "list", "pickle", "object", "old pickle", "torch"])
def test_the_vocabulary_may_lie_in_a_file_of_its_own(
    how: str, model: CaptionModel, pictures: np.ndarray, tmp_path: Path
) -> None:
    old, own = tmp_path / "weights.pt", tmp_path / "vocab"
    torch.save(_wrapped("weights", model), old)
    with pytest.raises(Problem) as caught:
        import_checkpoint(old, tmp_path / "new")
    assert (caught.value.code, caught.value.values["count"]) == ("import-vocabulary", 17)
    by_number = sorted(VOCAB, key=lambda word: VOCAB[word])
    if how == "json":
        own.write_text(json.dumps(VOCAB))
    elif how == "json of numbers":
        own.write_text(json.dumps({"idx2word": {str(number): word for word, number in VOCAB.items()}}))
    elif how == "torch":
        torch.save({"words": by_number}, own)
    else:
        value: Any = {"list": by_number, "pickle": VOCAB}.get(how, WordTable(VOCAB))
        own.write_bytes(pickle.dumps(value, protocol=0 if how == "old pickle" else 4))
    import_checkpoint(old, tmp_path / "new", vocabulary=own, language="en")
    _assert_same(tmp_path / "new", model, pictures)


def test_other_numbers_and_an_unknown_word_are_kept(pictures: np.ndarray, tmp_path: Path) -> None:
    names = ["<unk>", *WORDS[:5], "<end>", *WORDS[5:], "<pad>", "<start>"]
    torch.manual_seed(3)
    model = _talkative({word: number for number, word in enumerate(names)})
    torch.save(model, tmp_path / "old.pth")
    import_checkpoint(tmp_path / "old.pth", tmp_path / "new", language="en")
    assert read_info(tmp_path / "new").vocabulary.has_unknown
    _assert_same(tmp_path / "new", model, pictures)


@pytest.mark.parametrize("protocol", [2, 5])
def test_a_model_that_plain_pickle_wrote(
    protocol: int, model: CaptionModel, pictures: np.ndarray, tmp_path: Path
) -> None:
    (tmp_path / "old.pkl").write_bytes(pickle.dumps(model, protocol))
    assert import_checkpoint(tmp_path / "old.pkl", tmp_path / "new", language="en").whole
    _assert_same(tmp_path / "new", model, pictures)


def test_a_gru_over_image_and_word(model: CaptionModel, pictures: np.ndarray, tmp_path: Path) -> None:
    turned = {name: value.clone() for name, value in model.state_dict().items()}
    inputs = turned["decoder.rnn.weight_ih_l0"]
    turned["decoder.rnn.weight_ih_l0"] = torch.cat([inputs[:, 16:], inputs[:, :16]], 1)
    torch.save({"model": turned, "vocab": VOCAB}, tmp_path / "old.pth")
    import_checkpoint(tmp_path / "old.pth", tmp_path / "new", language="en", image_first=True)
    _assert_same(tmp_path / "new", model, pictures)


def test_it_opens_where_a_checkpoint_opens_and_says_that_it_was_imported(
    model: CaptionModel, pictures: np.ndarray, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(model, tmp_path / "old.pth")
    assert main(["import", str(tmp_path / "old.pth"), "--out", str(tmp_path / "deep" / "new"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "checkpoint": str(tmp_path / "deep" / "new"),
        "from": "model",
        "step": 0,
        "epoch": 0,
        "words": 14,
        "language": "en",
    }
    captioner = PictureCaptioner(read_info(tmp_path / "deep" / "new"), "cpu")
    assert captioner.info.imported == "old.pth"
    assert captioner.info.settings.frame == "crop"
    assert captioner.info.domain == "clothes"
    captioned = captioner.caption_alone(captioner.see_noise(1))
    assert captioned.fit.verdict == "unknown"
    assert main(["export", str(tmp_path / "deep" / "new"), str(tmp_path / "out"), "--images", "4"]) == 0
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "Imported from old.pth" in card
    assert "imported from a file of another program" in card


def test_two_imported_ones_are_compared(
    model: CaptionModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_data(tmp_path / "data")
    for name in ("first", "other"):
        torch.save(model, tmp_path / f"{name}.pth")
        import_checkpoint(tmp_path / f"{name}.pth", tmp_path / name)
        model = _talkative(dict(VOCAB))
    assert main(["compare", str(tmp_path / "first"), str(tmp_path / "other"), str(data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["pictures"]) == 4


def test_a_folder_that_holds_something_is_left_alone(model: CaptionModel, tmp_path: Path) -> None:
    torch.save(model, tmp_path / "old.pth")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    with pytest.raises(Problem) as caught:
        import_checkpoint(tmp_path / "old.pth", tmp_path / "new")
    assert caught.value.code == "folder-not-empty"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine.txt"]
    (tmp_path / "new" / "mine.txt").unlink()
    assert import_checkpoint(tmp_path / "old.pth", tmp_path / "new").words == 14


def _without(model: CaptionModel, *names: str) -> dict[str, Tensor]:
    return {name: value for name, value in model.state_dict().items() if name not in names}


def test_another_model_is_refused_with_what_is_other(model: CaptionModel, tmp_path: Path) -> None:
    plain = model.state_dict()
    not_finite = {**plain, "decoder.fc.bias": torch.full((17,), torch.nan)}
    others: list[tuple[Any, str]] = [
        ({"epoch": 1}, reasons.NO_MODEL),
        ([1, 2], reasons.NO_MODEL),
        (nn.Linear(2, 2), reasons.OTHER_ENCODER),
        (_without(model, "encoder.features.0.weight"), reasons.OTHER_ENCODER),
        (_without(model, "encoder.classifier.3.bias"), reasons.OTHER_ENCODER),
        ({**plain, "encoder.features.0.weight": torch.zeros(5, 3, 3, 3)}, reasons.OTHER_ENCODER),
        (_without(model, "decoder.rnn.weight_hh_l0"), reasons.OTHER_DECODER),
        (_without(model, "decoder.embed.weight"), reasons.OTHER_DECODER),
        ({**plain, "decoder.rnn.weight_ih_l0": torch.zeros(48, 41)}, reasons.OTHER_DECODER),
        ({**plain, "decoder.rnn.weight_ih_l1": torch.zeros(48, 16)}, reasons.OTHER_DECODER),
        ({**plain, "decoder.norm.weight": torch.zeros(16)}, reasons.MORE),
        (not_finite, reasons.NOT_FINITE),
    ]
    for value, reason in others:
        torch.save(value, tmp_path / "old.pth")
        (tmp_path / "vocab.json").write_text(json.dumps(VOCAB))
        with pytest.raises(Problem) as caught:
            import_checkpoint(tmp_path / "old.pth", tmp_path / "new", vocabulary=tmp_path / "vocab.json")
        assert (caught.value.code, caught.value.values["reason"]) == ("import-layout", reason)
        assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {**VOCAB, "more": 17},
        {word: number for word, number in VOCAB.items() if word != "<pad>"},
        {**VOCAB, "hat": 4},
        {**{word: number for word, number in VOCAB.items() if word != "<end>"}, "end": 16},
        {**VOCAB, "<start>": True},
    ],
)
def test_a_vocabulary_that_does_not_fit_is_refused(wrong: dict[str, Any], model: CaptionModel, tmp_path: Path) -> None:
    torch.save({"model": model.state_dict(), "vocab": wrong}, tmp_path / "old.pth")
    with pytest.raises(Problem) as caught:
        import_checkpoint(tmp_path / "old.pth", tmp_path / "new")
    assert caught.value.code == "import-vocabulary"


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "none.pth"), "--out", str(tmp_path / "new")]) == 2
    assert "cannot be read" in capsys.readouterr().err
