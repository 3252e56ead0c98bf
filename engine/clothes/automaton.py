"""Templates compiled to one deterministic automaton over tokens that notes what the slots were filled with.

Rabin-Scott subset construction; as no two templates disagree on what a token says at a given place, every transition
carries at most one capture, and a walk needs one dictionary look-up a token, whatever the number of templates.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.clothes.slots import SLOTS, Value
from engine.clothes.templates import elements


class Capture(NamedTuple):
    """A slot that was filled: the field it sets, the value and the word that said it."""

    field: str
    value: Value
    word: str


class Match(NamedTuple):
    """How far a walk went: the tokens taken, what they say, and whether a whole template was read."""

    length: int
    captures: list[Capture]
    whole: bool


NOTHING = Match(0, [], False)


class _Edges:
    """The non-deterministic automaton while it is built: edges by token, and free moves."""

    def __init__(self) -> None:
        self.by_token: list[list[tuple[str, int, Capture | None]]] = []
        self.free: list[list[int]] = []

    def state(self) -> int:
        self.by_token.append([])
        self.free.append([])
        return len(self.free) - 1

    def add(self, text: str, start: int) -> int:
        """Append the path of a template's text after ``start``; the state it ends in."""
        for kind, part in elements(text):
            end = self.state()
            if kind == "slot":
                slot = SLOTS[part]
                for word in slot.words:
                    capture = Capture(slot.field, word.value, word.text) if slot.field else None
                    self._tokens(word.text.lower().split(), start, end, capture)
            elif kind == "word":
                self._tokens([part.lower()], start, end, None)
                if part == ",":
                    self.free[start].append(end)
            else:
                self.free[self.add(part, start)].append(end)
                self.free[start].append(end)
            start = end
        return start

    def _tokens(self, tokens: Sequence[str], start: int, end: int, capture: Capture | None) -> None:
        for token in tokens[:-1]:
            between = self.state()
            self.by_token[start].append((token, between, None))
            start = between
        self.by_token[start].append((tokens[-1], end, capture))

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        seen: set[int] = set()
        todo = list(states)
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo.extend(self.free[state])
        return frozenset(seen)


class Automaton:
    """Recognises the beginnings of token sequences that a set of templates can say.

    Raises:
        ValueError: two templates read different things out of the same beginning.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        edges = _Edges()
        start = edges.state()
        ends = {edges.add(text, start) for text in texts}
        self._next: list[dict[str, tuple[int, Capture | None]]] = []
        self._whole: list[bool] = []
        numbers: dict[frozenset[int], int] = {}
        todo = [edges.closure([start])]
        numbers[todo[0]] = 0
        while todo:
            states = todo.pop(0)
            moves: dict[str, tuple[set[int], Capture | None]] = {}
            for state in states:
                for token, target, capture in edges.by_token[state]:
                    targets, first = moves.setdefault(token, (set(), capture))
                    if first != capture:
                        raise ValueError(f"{token!r} says both {first} and {capture}")
                    targets.add(target)
            row: dict[str, tuple[int, Capture | None]] = {}
            for token, (targets, capture) in moves.items():
                target_states = edges.closure(targets)
                if target_states not in numbers:
                    numbers[target_states] = len(numbers)
                    todo.append(target_states)
                row[token] = numbers[target_states], capture
            self._next.append(row)
            self._whole.append(not ends.isdisjoint(states))

    def match(self, tokens: Sequence[str], start: int) -> Match:
        """Read from ``tokens[start]`` as far as some template goes.

        The longest whole template wins, unless the walk beyond it has filled a further slot: then the sentence counts
        as half read, up to the last slot. Time is bounded by the longest template.
        """
        following, whole = self._next, self._whole
        if tokens[start] not in following[0]:
            return NOTHING
        state, at, end = 0, start, len(tokens)
        captures: list[Capture] = []
        whole_at = captured_at = start
        while at < end:
            step = following[state].get(tokens[at])
            if step is None:
                break
            state, capture = step
            at += 1
            if capture is not None:
                captures.append(capture)
                captured_at = at
            if whole[state]:
                whole_at = at
        if whole_at > start and whole_at >= captured_at:
            return Match(whole_at - start, captures, True)
        return Match(captured_at - start, captures, False)
