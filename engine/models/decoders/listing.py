"""The grammar of sentences that list things, as tables over a vocabulary: which words may follow.

A finite automaton whose transitions are masks of the logits, as in constrained decoding (Hokamp and Liu 2017, section
3; Willard and Louf 2023, section 3). Its state is the last word, the things still to be said, and the group that the
sentence is at, so that a sentence says each thing once, in the order of the grammar, and ends when all are said.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from engine.captions.lists import ListSentences
from engine.captions.vocabulary import Vocabulary


class ListGrammar(nn.Module):
    """Which words may follow in sentences that list things.

    All rows are of hypotheses: the last words (R,), the things still to be said (R, V) as 1 or 0, and the groups (R,)
    of the sentences, 0 before the first.

    Raises:
        KeyError: if the vocabulary lacks a word that the sentences need.
    """

    followers: Tensor
    members: Tensor
    prepositions: Tensor
    opened: Tensor
    ranks: Tensor
    articled: Tensor
    is_thing: Tensor
    signs: Tensor

    def __init__(self, sentences: ListSentences, vocabulary: Vocabulary) -> None:
        super().__init__()
        places = vocabulary.numbers
        size = vocabulary.size

        def row(words: Iterable[str]) -> Tensor:
            found = torch.zeros(size, device="cpu")
            found[[places[word] for word in words if word in places]] = 1
            return found

        opening = [vocabulary.start, *(places[word] for word in sentences.opening)]
        followers = torch.zeros(size, size, dtype=torch.bool, device="cpu")
        followers[opening[:-1], opening[1:]] = True
        followers[places[sentences.stop], vocabulary.end] = True
        opened = torch.zeros(size, dtype=torch.long, device="cpu")
        for number, (preposition, _) in enumerate(sentences.groups, start=1):
            opened[places[preposition]] = number
        ranks = torch.full((size,), size, dtype=torch.long, device="cpu")
        for rank, word in enumerate(word for word in sentences.things if word in places):
            ranks[places[word]] = rank
        nothing = torch.zeros(1, size, device="cpu")
        tables = {
            "followers": followers,
            "members": torch.cat([nothing, *(row(words)[None] for _, words in sentences.groups)]),
            "prepositions": torch.stack([row([preposition]) for preposition, _ in sentences.groups]).bool(),
            "opened": opened,
            "ranks": ranks,
            "articled": row(sentences.with_article).bool(),
            "is_thing": row(sentences.things).bool(),
            "signs": torch.stack(
                [row([word]) for word in (sentences.article, sentences.comma, sentences.last, sentences.stop)]
            ).bool(),
        }
        # Made of the vocabulary, as what the decoder lists is.
        for name, table in tables.items():
            self.register_buffer(name, table, persistent=False)
        self._opening = opening[-1]
        self._article, self._comma, self._last = (
            places[word] for word in (sentences.article, sentences.comma, sentences.last)
        )

    def first_groups(self, rows: int) -> Tensor:
        """The groups (R,) of sentences that have not begun."""
        return torch.zeros(rows, dtype=torch.long, device=self.opened.device)

    def groups_after(self, words: Tensor, groups: Tensor) -> Tensor:
        """The groups (R,) that sentences are at with these last words."""
        opened = self.opened[words]
        return torch.where(opened > 0, opened, groups)

    def allowed(self, words: Tensor, left: Tensor, groups: Tensor) -> Tensor:
        """The words (R, V) bool that may follow; of a row that is no beginning of such a sentence, every word.

        A search carries rows of no chance along, and a softmax over nothing would be no number.
        """
        here = left * self.members[groups].to(left.dtype)
        count = here.sum(1)
        # Groups before this one are said already.
        others = left @ self.members[1:].to(left.dtype).T
        further = others.sum(1) - count > 0
        group = (others > 0).to(left.dtype).argmax(1)
        done, one = count == 0, count == 1
        # Nothing is allowed where nothing is left.
        item = torch.where(here > 0, self.ranks, len(self.ranks)).argmin(1, keepdim=True)
        items = torch.zeros_like(here).scatter(1, item, 1.0) * here > 0
        with_article = (items & self.articled).any(1)
        thing, comma, begun = self.is_thing[words], words == self._comma, words == self._opening
        listing = (words == self._last) | (self.opened[words] > 0) | (comma & ~done)
        article_sign, comma_sign, last_sign, stop_sign = self.signs.unbind(0)
        allowed = (
            self.followers[words]
            | (_column((listing & ~with_article) | (words == self._article)) & items)
            | (_column(listing & with_article) & article_sign)
            | (_column(thing & ~one & (~done | further)) & comma_sign)
            | (_column(thing & one) & last_sign)
            | (_column((comma | begun) & done & further) & self.prepositions[group])
            | (_column((thing | begun) & done & ~further) & stop_sign)
        )
        return allowed | ~allowed.any(1, keepdim=True)


def _column(rows: Tensor) -> Tensor:
    return rows.unsqueeze(1)
