import threading

from engine.errors import PROBLEMS, Problem
from engine.events import Commands
from tests.limits import SECONDS


def test_a_pause_blocks_until_resumed_and_a_stop_ends_it() -> None:
    for end in (Commands.resume, Commands.stop):
        commands = Commands()
        commands.pause()
        passed = threading.Event()
        thread = threading.Thread(target=lambda c=commands, p=passed: (c.park(), p.set()))
        thread.start()
        assert not passed.wait(0.02)
        end(commands)
        thread.join(SECONDS)
        assert passed.is_set()


def test_a_save_is_taken_once() -> None:
    commands = Commands()
    commands.save()
    assert [commands.take_save(), commands.take_save()] == [True, False]


def test_every_problem_is_one_sentence_that_can_be_filled() -> None:
    import string

    for code, sentence in PROBLEMS.items():
        names = [name for _, name, _, _ in string.Formatter().parse(sentence) if name]
        worded = str(Problem(code, **dict.fromkeys(names, "x")))
        assert worded.endswith((".", "x")), code
        assert "\n" not in worded
