"""Captions kept as files: nothing that was there is lost, nothing is kept twice, and a kill loses little."""

import csv
import io
import json
from pathlib import Path

import pytest

from engine.data.layout import open_data
from engine.errors import PROBLEMS, Problem
from engine.fit.verdict import UNLIKE, Fit
from engine.keeping import FORMATS, CaptionKeeper, Earlier, KeptCaption, open_keeper
from engine.keeping import results as results_module
from engine.keeping.rows import COLUMNS
from tests.data.bad_inputs import write_jpeg

LINES = [form for form in FORMATS if form not in ("sidecar", "coco", "json")]
ONE_FILE = [form for form in FORMATS if form != "sidecar"]
AWKWARD = 'A "dog", with <b> & commas,\nand  two lines; 红色。'
CLEAN = 'A "dog", with <b> & commas, and two lines; 红色。'


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of twelve pictures in two folders."""
    folder = tmp_path / "pictures"
    for place in ("", "more/"):
        for number in range(6):
            path = folder / f"{place}{number}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_jpeg(path)
    return folder


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.jpg"))


def keep(
    folder: Path, form: str, earlier: Earlier = Earlier.LEAVE, out: Path | None = None, text: str = "A {}."
) -> int:
    """Caption all that have to be; gives how many were."""
    count = 0
    with open_keeper(form, earlier, out=out, root=folder) as keeper:
        for path in files_in(folder):
            if not keeper.has(path):
                keeper.keep(KeptCaption(path, text.format(path.stem), "en", text.format(path.stem), "图。", "demo"))
                count += 1
    return count


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def captions_in(folder: Path, form: str) -> list[tuple[str, str]]:
    """Names and captions that a file holds, in its order."""
    path = folder / FORMATS[form]
    if form == "csv":
        return [(row["file_name"], row["caption"]) for row in table(path)]
    if form == "coco":
        return [(result["image_id"], result["caption"]) for result in json.loads(path.read_text("utf-8"))]
    if form == "json":
        return [(row["file_name"], row["caption"]) for row in json.loads(path.read_text("utf-8"))]
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(row["file_name"], row["text" if form == "metadata" else "caption"]) for row in rows]


@pytest.mark.parametrize("form", ONE_FILE)
def test_one_file_is_refused_gone_on_with_added_to_and_replaced(form: str, pictures: Path) -> None:
    files = files_in(pictures)
    assert keep(pictures, form) == 12
    first = captions_in(pictures, form)
    assert [name for name, _ in first] == [path.relative_to(pictures).as_posix() for path in files]
    with pytest.raises(Problem) as refused:
        open_keeper(form, Earlier.LEAVE, root=pictures)
    assert refused.value.code == "kept-exists"
    assert "--skip-done" in str(refused.value)
    write_jpeg(pictures / "new.jpg")
    assert keep(pictures, form, Earlier.SKIP, text="Other {}.") == 1
    assert captions_in(pictures, form) == [*first, ("new.jpg", "Other new.")]
    assert keep(pictures, form, Earlier.APPEND, text="Third {}.") == 13
    assert len(captions_in(pictures, form)) == 26
    with pytest.raises(Problem) as refused:
        open_keeper(form, Earlier.PREPEND, root=pictures)
    assert refused.value.code == "kept-prepend"
    assert keep(pictures, form, Earlier.OVERWRITE, text="Last {}.") == 13
    assert [caption for _, caption in captions_in(pictures, form)] == [
        f"Last {path.stem}." for path in files_in(pictures)
    ]
    assert not list(pictures.rglob("*.part"))


def test_text_files_are_never_written_over_unasked(pictures: Path) -> None:
    (pictures / "0.txt").write_text("My own.\n")
    assert keep(pictures, "sidecar") == 11
    assert (pictures / "0.txt").read_text() == "My own.\n"
    assert (pictures / "more/0.txt").read_text() == "A 0.\n"
    assert keep(pictures, "sidecar") == 0
    assert keep(pictures, "sidecar", Earlier.APPEND, text="More {}.") == 12
    assert (pictures / "0.txt").read_text() == "My own.\nMore 0.\n"
    assert keep(pictures, "sidecar", Earlier.APPEND, text="More {}.") == 12
    assert (pictures / "0.txt").read_text() == "My own.\nMore 0.\n", "none is added twice"
    assert keep(pictures, "sidecar", Earlier.PREPEND, text="Before {}.") == 12
    assert (pictures / "0.txt").read_text() == "Before 0.\nMy own.\nMore 0.\n"
    assert keep(pictures, "sidecar", Earlier.OVERWRITE, text="Last {}.") == 12
    assert {path.read_text() for path in pictures.rglob("0.txt")} == {"Last 0.\n"}


def test_a_text_file_that_comes_while_its_picture_is_captioned_stays(pictures: Path) -> None:
    path = pictures / "0.jpg"
    with open_keeper("sidecar", Earlier.LEAVE) as keeper:
        assert not keeper.has(path)
        path.with_suffix(".txt").write_text("Somebody's.")
        keeper.keep(KeptCaption(path, "Ours.", "en"))
    assert path.with_suffix(".txt").read_text() == "Somebody's."


def test_pictures_of_one_stem_have_a_file_each_and_are_read_back(pictures: Path) -> None:
    write_jpeg(pictures / "0.png")
    with open_keeper("sidecar", Earlier.LEAVE) as keeper:
        for path in [*files_in(pictures), pictures / "0.png"]:
            keeper.keep(KeptCaption(path, f"A picture {path.name}.", "en"))
    assert (pictures / "0.jpg.txt").read_text() == "A picture 0.jpg.\n"
    assert (pictures / "0.png.txt").read_text() == "A picture 0.png.\n"
    data = open_data(pictures, validation_share=0.1, seed=1)
    assert {record.name: record.caption for record in data.records}["0.png"] == "A picture 0.png."
    assert len(data.records) == 13


def test_text_files_elsewhere_lie_as_their_pictures_do(pictures: Path, tmp_path: Path) -> None:
    assert keep(pictures, "sidecar", out=tmp_path / "texts") == 12
    assert (tmp_path / "texts/more/3.txt").read_text() == "A 3.\n"
    assert not list(pictures.rglob("*.txt"))


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_kept_can_be_trained_on_or_is_one_line_of_clean_text(form: str, pictures: Path) -> None:
    keep(pictures, form, text=AWKWARD)
    if form in ("coco", "json"):
        assert {caption for _, caption in captions_in(pictures, form)} == {CLEAN}
        return
    data = open_data(
        pictures, validation_share=0.1, seed=1, columns="image=file_name,caption=caption" * (form in ("csv", "jsonl"))
    )
    assert len(data.records) == 12
    assert {record.caption for record in data.records} == {CLEAN}


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("cut", [1, 7])
def test_a_line_that_a_kill_cut_off_is_captioned_again(form: str, cut: int, pictures: Path) -> None:
    keep(pictures, form)
    path = pictures / FORMATS[form]
    whole = captions_in(pictures, form)
    data = path.read_bytes()
    path.write_bytes(data[:-cut])
    keep(pictures, form, Earlier.SKIP)
    assert captions_in(pictures, form) == whole
    path.write_bytes(b"")
    assert keep(pictures, form, Earlier.SKIP) == 12
    assert captions_in(pictures, form) == whole


@pytest.mark.parametrize("form", ["coco", "json"])
def test_a_kill_loses_no_more_of_a_list_than_was_waiting(
    form: str, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_module, "TOGETHER", 5)
    keeper = open_keeper(form, Earlier.LEAVE, root=pictures)
    for path in files_in(pictures)[:11]:
        keeper.keep(KeptCaption(path, "A dog.", "en"))
    assert len(captions_in(pictures, form)) == 10
    assert keep(pictures, form, Earlier.SKIP) == 2


def test_coco_s_own_images_have_their_numbers(tmp_path: Path) -> None:
    names = ("000000391895.jpg", "COCO_val2014_000000000042.jpg", "holiday.jpg", "42.jpg")
    with open_keeper("coco", Earlier.LEAVE, out=tmp_path / "results.json") as keeper:
        for name in names:
            keeper.keep(KeptCaption(tmp_path / name, "A dog.", "en"))
    found = json.loads((tmp_path / "results.json").read_text())
    assert [result["image_id"] for result in found] == [391895, 42, "holiday.jpg", "42.jpg"]


@pytest.mark.parametrize("form", ONE_FILE)
def test_a_replaced_file_stands_until_the_new_one_is_whole(
    form: str, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_module, "TOGETHER", 1)
    keep(pictures, form)
    before = (pictures / FORMATS[form]).read_bytes()
    for end in (CaptionKeeper.abandon, CaptionKeeper.close):
        keeper = open_keeper(form, Earlier.OVERWRITE, root=pictures)
        keeper.keep(KeptCaption(files_in(pictures)[0], "New.", "en"))
        assert (pictures / FORMATS[form]).read_bytes() == before
        getattr(keeper, end.__name__)()
        stands = (pictures / FORMATS[form]).read_bytes() == before
        assert stands == (end is CaptionKeeper.abandon)
        assert not list(pictures.rglob("*.part"))
    assert [caption for _, caption in captions_in(pictures, form)] == ["New."]


@pytest.mark.parametrize("form", ONE_FILE)
@pytest.mark.parametrize(
    "content", [b"a,b\n1,2\n", b'{"a": 1}\n', b"[1, 2]\n", b"\x00\xff\xfe\n", b"plain words\n", b"no end of a line"]
)
def test_another_file_is_refused_and_stays(form: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_bytes(content)
    for earlier in (Earlier.SKIP, Earlier.APPEND):
        with pytest.raises(Problem) as refused:
            open_keeper(form, earlier, out=path)
        assert refused.value.code in ("kept-differs", "captions-encoding")
        assert path.read_bytes() == content


def test_the_table_tells_fit_and_model_and_places_elsewhere_whole(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere" / "table.csv"
    with open_keeper("csv", Earlier.LEAVE, out=out) as keeper:
        fit = Fit(UNLIKE, 1.25, 0.8)
        keeper.keep(KeptCaption(pictures / "0.jpg", "A hat.", "en", "A hat.", "一顶帽子。", "demo", fit))
    [row] = table(out)
    assert tuple(row) == COLUMNS
    assert (row["fit"], float(row["distance"]), row["model"], row["chinese"]) == ("unlike", 1.25, "demo", "一顶帽子。")
    assert row["file_name"] == (pictures / "0.jpg").as_posix()


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for form in FORMATS:
        with (
            pytest.raises(Problem) as refused,
            open_keeper(form, Earlier.LEAVE, out=tmp_path / "file" / "below") as keeper,
        ):
            keeper.keep(KeptCaption(tmp_path / "a.jpg", "A hat.", "en"))
        assert refused.value.code in PROBLEMS
