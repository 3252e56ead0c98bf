"""Pictures below folders whose names are no UTF-8 are trained on, resumed, captioned and exported like any others."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.escapes import path_text
from engine.files import read_json
from engine.runs.samples_log import SAMPLES_LOG, read_samples
from engine.runs.settings_file import read_settings
from tests.tiny import TINY, write_data

RAW = os.fsdecode("衬衫".encode("gbk"))

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode there")


def below(folder: Path) -> Path:
    """A data folder whose pictures lie below such a folder, one of which is called so itself."""
    data = write_data(folder / "data")
    (data / "images").rename(data / RAW)
    path = data / "train_captions.json"
    captions = json.loads(path.read_text())
    name = next(iter(captions))
    (data / RAW / name).rename(data / RAW / f"{RAW}.png")
    path.write_text(json.dumps({"衬衫.png": captions.pop(name), **captions}))
    return data


def itself(folder: Path) -> Path:
    """A data folder that is called so."""
    return write_data(folder / RAW)


@pytest.mark.parametrize("make", [below, itself])
def test_a_folder_named_in_another_encoding(
    make: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, run = make(tmp_path), tmp_path / "run"
    words = [word for name, value in TINY.items() for word in ("--set", f"{name}={value}")]
    train = ["train", str(data), "--run", str(run), "--device", "cpu"]
    assert main([*train, *words]) == 0
    assert main([*train, "--resume", "--set", "steps=9"]) == 0
    assert read_settings(run).data == data
    shown = [sample.picture for _, samples in read_samples(run) for sample in samples if sample.picture]
    assert shown
    assert all(picture.is_file() for picture in shown)
    assert RAW not in (run / SAMPLES_LOG).read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["caption", str(run), str(data), "--json"]) == 0
    sources = {json.loads(line)["source"] for line in capsys.readouterr().out.splitlines()}
    assert len(sources) == 20
    assert all(Path(source).is_file() for source in sources)
    assert main(["caption", str(run), str(data)]) == 0
    assert path_text(RAW) in capsys.readouterr().out
    assert main(["inspect", str(data), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["left_out"] == []
    exported = tmp_path / "exported"
    assert main(["export", str(run), str(exported), "--format", "safetensors", "--data", str(data)]) == 0
    assert read_json(exported / "vocabulary.json", 1 << 20)
    assert main(["report", str(run), "--data", str(data), "--device", "cpu"]) == 0
