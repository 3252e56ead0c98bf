"""What a terminal would obey is spelled out, wherever it comes from: names of files, captions, words typed."""

import json
import os
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.escapes import obeys_nothing, printable
from tests.data.folders import CAPTION, make_folder

RED, TURNED, CONTROL = "\x1b[31m", "\u202etxt.exe", "\x9b2J"


def test_controls_are_spelled_and_all_else_stays() -> None:
    assert printable(f"{RED}a{TURNED}{CONTROL}\r") == "\\x1b[31ma\\u202etxt.exe\\x9b2J\\x0d"
    plain = "Tab\tand line\n, é 衣 👗 \u200fعربي \u200d"
    assert printable(plain) == plain
    assert obeys_nothing(plain)
    assert not obeys_nothing(RED)
    assert printable("\udcb3") == "\\xb3"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_no_command_hands_a_terminal_what_it_would_obey(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = {"a.jpg": CAPTION, f"{RED}b.jpg": CAPTION, f"gone{CONTROL}.jpg": CAPTION, f"{TURNED}.jpg": 5}
    folder = make_folder(tmp_path / f"d{RED}", names, pictures=["a.jpg", f"{RED}b.jpg"])
    assert main(["inspect", str(folder)]) == 0
    assert main(["inspect", str(folder), "--json"]) == 0
    assert main(["inspect", str(tmp_path / f"none{RED}")]) == 2
    assert main(["inspect", str(folder), "--set", f"seed={RED}"]) == 2
    with pytest.raises(SystemExit):
        main([f"{RED}wrong"])
    printed = capsys.readouterr()
    for text in (printed.out, printed.err):
        assert obeys_nothing(text)
    left_out = json.loads(next(line for line in printed.out.splitlines() if line.startswith("{")))["left_out"]
    assert {item["file"] for item in left_out} == {f"gone{CONTROL}.jpg", f"{TURNED}.jpg"}
