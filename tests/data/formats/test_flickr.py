"""The files of Flickr8k and Flickr30k, as they are published and as people pass them on."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.formats.flickr import Flickr
from engine.data.formats.interface import Columns, Item
from engine.data.records import LeftOut
from engine.errors import Problem

from .laid import change, check_rewriting, found_in, lay, lines_of, opened

A, B, C = "1000268201_693b08cb0e.jpg", "1001773457_577c3a7d70.jpg", "2258277193_586949ec62.jpg"
TOKENS = (
    f"{A}#0\tA child in a pink dress is climbing up a set of stairs in an entry way .\n"
    f"{A}#1\tA girl going into a wooden building , alone .\n"
    f"{A}#2\tA little girl | a playhouse\n"
    f"{B}#0\tA black dog and a spotted dog are fighting\n"
    f'{B}#1\t" Sit " says the sign , #1 of them .\n'
    f"{C}.1#0\tA woman crouches near three dogs in a field .\n"
)
CAPTIONS = {
    A: [
        "A child in a pink dress is climbing up a set of stairs in an entry way .",
        "A girl going into a wooden building , alone .",
        "A little girl | a playhouse",
    ],
    B: ["A black dog and a spotted dog are fighting", '" Sit " says the sign , #1 of them .'],
    C: ["A woman crouches near three dogs in a field ."],
}
LEMMAS = f"{A}#0\tA child in a pink dress be climb up a set of stair in an entry way .\n"
RESULTS = (
    "image_name| comment_number| comment\n"
    "1000092795.jpg| 0| Two young guys with shaggy hair look at their hands .\n"
    "1000092795.jpg| 1| Two young , White males | many bushes .\n"
    "2199200615.jpg| 3| A dog runs .\n"
    "2199200615.jpg| 4   A dog runs across the grass .\n"
)
SPLITS = {
    "Flickr_8k.trainImages.txt": f"{A}\n",
    "Flickr_8k.devImages.txt": f"{B}\r\n",
    "Flickr_8k.testImages.txt": f"{C}\n",
}


@pytest.mark.parametrize("name", ["Flickr8k.token.txt", "results_20130124.token", "Flickr8k_text/what.csv", "x"])
def test_tokens(name: str, tmp_path: Path) -> None:
    data = opened(Flickr(), lay(tmp_path, {name: TOKENS}))
    assert data.captions == CAPTIONS
    assert data.count == 6
    check_rewriting(data)


@pytest.mark.parametrize("mark", [",", ", ", "|", " ", "  \t", " | "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("header", ["", "image,caption"])
def test_tokens_with_other_marks(mark: str, end: str, header: str, tmp_path: Path) -> None:
    text = (header + end if header else "") + TOKENS.replace("\t", mark).replace("\n", end)
    data = opened(Flickr(), lay(tmp_path, {"captions.txt": text}))
    assert data.captions == CAPTIONS
    check_rewriting(data)


def test_names_and_captions_with_blanks_between(tmp_path: Path) -> None:
    text = f"{A} A girl , with a dog .\n{A}   See {B} too\n{B} Two dogs\n"
    data = opened(Flickr(), lay(tmp_path, {"captions.txt": text}))
    assert data.captions == {A: ["A girl , with a dog .", f"See {B} too"], B: ["Two dogs"]}
    check_rewriting(data)


@pytest.mark.parametrize("name", ["results.csv", "flickr30k/annotations.txt"])
def test_results_of_flickr30k(name: str, tmp_path: Path) -> None:
    data = opened(Flickr(), lay(tmp_path, {name: RESULTS}))
    assert data.captions == {
        "1000092795.jpg": [
            "Two young guys with shaggy hair look at their hands .",
            "Two young , White males | many bushes .",
        ],
        "2199200615.jpg": ["A dog runs .", "A dog runs across the grass ."],
    }
    assert data.count == 4
    check_rewriting(data)


def test_lists_tell_the_splits(tmp_path: Path) -> None:
    data = opened(Flickr(), lay(tmp_path, {"Flickr8k.token.txt": TOKENS, **SPLITS}))
    assert data.splits == {A: "train", B: "validation", C: "test"}
    check_rewriting(data)


def test_lists_of_flickr30k_name_no_endings(tmp_path: Path) -> None:
    lists = {"train.txt": "1000092795\n", "test.txt": "2199200615\n", "val.txt": "77\n"}
    data = opened(Flickr(), lay(tmp_path, {"results.csv": RESULTS, **lists}))
    assert data.splits == {"1000092795.jpg": "train", "2199200615.jpg": "test"}


def test_lemmatised_captions_are_passed_over(tmp_path: Path) -> None:
    files = {"Flickr8k.token.txt": TOKENS, "Flickr8k.lemma.token.txt": LEMMAS}
    data = opened(Flickr(), lay(tmp_path, files))
    assert data.captions == CAPTIONS
    assert [path.name for path in data.found.beside] == ["Flickr8k.lemma.token.txt"]
    (tmp_path / "Flickr8k.token.txt").unlink()
    assert opened(Flickr(), tmp_path).count == 1


def test_the_same_captions_twice_are_read_once(tmp_path: Path) -> None:
    tokens = "".join(
        f"{number}.jpg#{caption}\tCaption {caption} of {number} .\n" for number in range(50) for caption in range(5)
    )
    results = "image_name| comment_number| comment\n" + tokens.replace("#", "| ").replace("\t", "| ")
    data = opened(Flickr(), lay(tmp_path, {"results_20130124.token": tokens, "results.csv": results}))
    assert (len(data.found.files), len(data.found.beside), data.count) == (1, 1, 250)


def test_files_of_other_things_are_none_of_flickr_s(tmp_path: Path) -> None:
    others = {
        "README.txt": "The pictures lie in images/.\nSee a.jpg for one.\n",
        "CrowdFlowerAnnotations.txt": f"{A}\t{B}#2\t0\t0\t3\n" * 5,
        "ExpertAnnotations.txt": f"{A}\t{B}#2\t1\t1\t1\n" * 5,
        "labels.csv": "a.jpg,3\nb.jpg,4\n",
        "sizes.txt": "a.jpg 640 480\nb.jpg 800 600\n",
        "imagenet_train.txt": "n01440764/n01440764_18.JPEG 0\nn01440764/n01440764_36.JPEG 0\n",
        "classes_of_pictures.txt": "a.jpg cat\nb.jpg dog\n",
        "boxes.txt": "a.jpg 10,20,30,40,0 5,6,7,8,1\nb.jpg 1,2,3,4,0\n",
        "captions.csv": "image,caption\na.jpg,A dog\n",
        "captions.json": '{"a.jpg ": "A dog runs over grass.", "b.jpg ": "Two men sit on a bench."}',
        "list.json": '["a.jpg ", "A dog runs over grass."]',
        **SPLITS,
    }
    assert found_in(Flickr(), lay(tmp_path, others)) is None


def test_who_names_columns_has_a_table(tmp_path: Path) -> None:
    assert (
        found_in(Flickr(), lay(tmp_path, {"Flickr8k.token.txt": TOKENS}), Columns(image="1", captions=("2",))) is None
    )


def test_a_line_without_a_name_is_told(tmp_path: Path) -> None:
    data = opened(Flickr(), lay(tmp_path, {"x.token": TOKENS + "A dog without a name\n"}))
    assert data.left_out == [LeftOut("x.token, line 7", "no-name", "A dog without a name")]
    check_rewriting(data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings(encoding: str, tmp_path: Path) -> None:
    text = f"{A}#0\t一个穿着粉色裙子的孩子正在爬楼梯\n{A}#1\t一个女孩走进木屋\n{B}#0\t两只狗在打架\n"
    data = opened(Flickr(), lay(tmp_path, {"flickr8kzhc.token": text.encode(encoding)}))
    assert data.captions == {A: ["一个穿着粉色裙子的孩子正在爬楼梯", "一个女孩走进木屋"], B: ["两只狗在打架"]}
    change(data, B, ["两只狗"])
    assert (tmp_path / "flickr8kzhc.token").read_bytes() == text.replace("两只狗在打架", "两只狗").encode(encoding)


def test_a_caption_more_and_a_caption_less(tmp_path: Path) -> None:
    data = opened(Flickr(), lay(tmp_path, {"x.token": TOKENS}))
    change(data, B, ["One", "Two", "Three\nlines", "Four"])
    new = f"{B}#0\tOne\n{B}#1\tTwo\n{B}#2\tThree lines\n{B}#3\tFour\n"
    assert new in (tmp_path / "x.token").read_text()
    change(data, B, ["Two"])
    assert lines_of((tmp_path / "x.token").read_text())[3:] == [f"{B}#0\tTwo\n", TOKENS.splitlines(True)[-1]]
    change(data, B, [])
    assert B not in (tmp_path / "x.token").read_text()


def test_written_and_read_it_is_the_same(tmp_path: Path) -> None:
    items = [
        Item("a b,c.jpg", ("One , two", 'Say "hi" | so'), "train"),
        Item("women/b.png", ("衣服",), "validation"),
        Item("c.jpg", ("Three",), "test"),
        Item("e.jpg", ("Five",), "train"),
        Item("f.jpg", ("Six",), "train"),
        Item("d.jpg", ("Four #0",), None),
    ]
    written = Flickr().write(tmp_path, items)
    data = opened(Flickr(), tmp_path)
    assert set(data.found.files) == set(written)
    assert data.captions == {item.name: list(item.captions) for item in items}
    assert data.splits == {item.name: item.split for item in items}
    with pytest.raises(Problem) as caught:
        Flickr().write(tmp_path, [Item("a\tb.jpg", ("One",))])
    assert caught.value.code == "name-unwritable"


# A busy machine draws slowly.
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def damages(text: str) -> list[tuple[str, bytes]]:
    """A sound file, damaged in ways that files are."""
    lines = text.splitlines(keepends=True)
    shuffled = random.Random(3).sample(lines, len(lines))
    return [
        ("cut short", text.encode()[:-17]),
        ("no tab in a line", text.replace("\t", "", 1).encode()),
        ("a name without an ending", text.replace(".jpg", "", 1).encode()),
        ("blank lines", text.replace("\n", "\n\n").encode()),
        ("a line twice", (text + lines[1]).encode()),
        ("lines in another order", "".join(shuffled).encode()),
        ("no caption", text.replace(" dog", "\n").encode()),
        ("a damaged byte", text.encode().replace(b"dog", b"d\xffg")),
        ("NUL bytes", text.encode().replace(b"dog", b"d\0g")),
        ("a mark of order", b"\xef\xbb\xbf" + text.encode()),
        ("other line ends in places", text.replace("\n", "\r\n", 2).encode()),
        ("no number", text.replace("#0", "").encode()),
        ("text before", ("Captions of Flickr, see the paper.\n\n" + text).encode()),
    ]


@pytest.mark.parametrize(("how", "content"), damages(TOKENS), ids=[how for how, _ in damages(TOKENS)])
def test_each_line_of_a_damaged_file_is_read_or_told(how: str, content: bytes, tmp_path: Path) -> None:
    data = opened(Flickr(), lay(tmp_path, {"x.token": content}))
    assert data.count == len(lines_of(content.decode("utf-8-sig", "replace")))
    assert sum(len(item.captions) for item in data.items) >= 3
    check_rewriting(data)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(TOKENS)), st.integers(0, 4), st.text("\n\r\t #|,.a0", max_size=3)), max_size=6
    )
)
def test_wherever_it_is_damaged_no_line_is_lost(cuts: list[tuple[int, int, str]], tmp_path: Path) -> None:
    text = TOKENS
    for at, length, new in cuts:
        text = text[:at] + new + text[at + length :]
    (tmp_path / "x.token").write_bytes(text.encode())
    if found_in(Flickr(), tmp_path) is None:
        # Of so few lines, some damages leave too few that look like Flickr's: the folder is told to hold no captions.
        return
    data = opened(Flickr(), tmp_path)
    assert data.count == len(lines_of(text))
    check_rewriting(data)
