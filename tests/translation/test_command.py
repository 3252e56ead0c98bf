"""``python -m engine translate`` through its own entry: lines in, lines out, and what it says beside them."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.files import project_folder
from tests.limits import SECONDS
from tests.translation.server import APP_ID, KEY, Server, in_chinese
from tests.translation.test_thousand import find

CAPTIONS = ["This lady wears a hat.", "", "A hat that frobnicates.", "This lady wears a hat."]

Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str, lines: list[str] = CAPTIONS) -> tuple[int, list[str], str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        capsys.readouterr()
        try:
            status = main(["translate", *words])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return call


def objects(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_offline(run: Run) -> None:
    status, out, err = run("--provider", "offline")
    assert (status, err, len(out)) == (0, "", 4)
    assert out[0] == out[3] == "这位女士头戴帽子。"
    found = objects(run("--json")[1])[2]
    assert found["provider"] == "offline"
    assert found["unknown"] == ["frobnicates"]
    assert "frobnicates" in found["marked"][0]


def test_free_english_is_offered_an_online_translator(run: Run) -> None:
    free = ["A man in a red jacket petting a zebra.", "", "People waiting for the bus"]
    status, out, err = run(lines=free)
    assert (status, len(out)) == (0, 3)
    assert err.startswith("Most of these captions are free English")
    assert err.count("\n") == 1
    assert run(lines=[*free, "This lady wears a hat.", "This lady wears a hat."])[2] == ""


@pytest.mark.parametrize("provider", ["baidu", "libretranslate"])
def test_online(run: Run, server: Server, provider: str) -> None:
    status, out, err = run("--provider", provider, "--url", server.url, "--rate", "100")
    assert (status, err) == (0, "")
    assert out == [
        in_chinese("This lady wears a hat."),
        "",
        in_chinese("A hat that frobnicates."),
        in_chinese("This lady wears a hat."),
    ]
    assert len(server.asked) == 1
    found = objects(run("--provider", provider, "--url", server.url, "--json")[1])
    assert [answer["provider"] for answer in found] == [provider, "offline", provider, provider]
    assert [answer["chinese"] for answer in found] == out
    assert found[0]["marked"] == found[0]["unknown"] == []
    assert len(server.asked) == 1


def test_one_sentence_says_that_it_fell_back_and_why(run: Run, server: Server, tmp_path: Path) -> None:
    server.script.append("54004")
    status, out, err = run("--provider", "baidu", "--url", server.url, "--json")
    assert status == 0
    assert [answer["provider"] for answer in objects(out)] == ["offline"] * 4
    assert [answer.get("problem") for answer in objects(out)] == ["translator-money", None, *["translator-money"] * 2]
    assert err == (
        "3 captions were translated offline: The account at Baidu has no credit or quota left (54004 Please recharge). "
        "Top it up.\n"
    )
    assert KEY not in "".join(out) + err
    assert find(KEY, tmp_path) == find(APP_ID, tmp_path) == []


def test_compare(run: Run, server: Server) -> None:
    caption = "This lady wears a hat. This lady wears a belt."
    server.translation = lambda text: "这位女士戴着帽子。"
    words = ("--provider", "baidu", "--url", server.url, "--rate", "100", "--compare")
    assert run(*words, lines=[caption])[1] == [
        "offline         这位女士头戴帽子，系有腰带。",
        "baidu           这位女士戴着帽子。",
        "lost            accessories belt",
    ]
    [found] = objects(run(*words, "--json", lines=[caption])[1])
    assert found["offline"] == "这位女士头戴帽子，系有腰带。"
    assert found["chinese"] == "这位女士戴着帽子。"
    assert found["lost"] == [{"attribute": "accessories", "said": "belt", "chinese": "腰带"}]
    assert run(*words, lines=["This lady wears a hat."])[1][-1] == "lost            nothing"
    server.script.append("58002")
    [offline, online] = run(*words, lines=["He."])[1]
    assert offline.startswith("offline ")
    assert online == "baidu           (failed: 58002 SERVICE_CLOSED)"
    assert run(*words, lines=[""])[1] == ["offline         "]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--compare"], "nothing to be compared with"),
        (["--provider", "babel"], "invalid choice"),
        (["--provider", "libretranslate"], "--url ADDRESS"),
        (["--provider", "libretranslate", "--url", "localhost"], "such as http://localhost:5000"),
        (["--provider", "baidu", "--rate", "0"], "not between"),
        (["--provider", "baidu", "--rate", "fast"], "fast is not a number"),
        (["--new-key"], "The offline translator needs no key"),
        (["--provider", "baidu", "--rate", "nan"], "not between"),
    ],
)
def test_bad_words_get_one_sentence(run: Run, words: list[str], sentence: str) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, [])
    assert sentence in err
    assert err.count("\n") == 1


COMMAND = [sys.executable, "-m", "engine", "translate", "--provider", "baidu"]


def test_a_key_that_is_not_known_where_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATELIER_BAIDU_KEY")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    ended = subprocess.run(
        COMMAND,
        cwd=project_folder(),
        input="This lady wears a hat.\n",
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("Baidu needs an app id and a key. Set ATELIER_BAIDU_KEY, ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX's")
def test_a_person_at_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch, server: Server, tmp_path: Path) -> None:
    monkeypatch.delenv("ATELIER_BAIDU_KEY")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    import pty

    captions = tmp_path / "captions.txt"
    captions.write_text("This lady wears a hat.\n")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(project_folder())
        os.dup2(os.open(captions, os.O_RDONLY), 0)
        os.execv(COMMAND[0], [*COMMAND, "--url", server.url])
    shown = b""
    asked = False
    try:
        while block := os.read(terminal, 4096):
            shown += block
            if not asked and shown.endswith(b"Baidu key: "):
                asked = True
                os.write(terminal, KEY.encode() + b"\n")
    except OSError:
        # Linux ends a terminal whose other side has gone with an error.
        assert asked
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    words = shown.decode()
    assert in_chinese("This lady wears a hat.") in words
    assert "The key is kept for this session only" in words
    assert KEY not in words
    assert find(KEY, tmp_path) == []
