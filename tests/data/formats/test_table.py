"""CSV and TSV as people have them: found by what they hold, read, damaged, written, and written back."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.formats.interface import Columns, Item
from engine.data.formats.table import TableFormat
from engine.data.formats.tablefile import TableFile
from engine.data.records import LeftOut
from engine.errors import Problem
from tests.data.formats.laid import change, check_rewriting, found_in, lay, opened

# A busy machine draws slowly.
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
PICTURES = ("images/a.jpg", "images/b.jpg", "images/c d.png")
KAGGLE = (
    "image,caption\n"
    "a.jpg,A child in a pink dress is climbing up a set of stairs .\n"
    'a.jpg,"A girl going into a wooden building , alone ."\n'
    'b.jpg,"He said ""no"" to the dog ."\n'
    "c d.png,Two dogs\n"
)
CAPTIONS = {
    "a.jpg": [
        "A child in a pink dress is climbing up a set of stairs .",
        "A girl going into a wooden building , alone .",
    ],
    "b.jpg": ['He said "no" to the dog .'],
    "c d.png": ["Two dogs"],
}
SHOP = (
    "sku;文件名;描述;价格;划分\r\n"
    "1;a.jpg;一件红色的外套;10,5;训练\r\n"
    '2;b.jpg;"蓝色; 牛仔裤";20;测试\r\n'
    "3;c d.png;白色衬衫;30;验证\r\n"
)


@pytest.mark.parametrize("name", ["captions.csv", "captions.txt", "what.dat", "notes/deeper/list.CSV"])
def test_it_is_known_by_what_it_holds(name: str, tmp_path: Path) -> None:
    data = opened(TableFormat(), lay(tmp_path, {name: KAGGLE}, PICTURES))
    assert data.captions == CAPTIONS
    assert data.count == 4
    check_rewriting(data)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end(delimiter: str, header: bool, end: str, tmp_path: Path) -> None:
    rows = [["a.jpg", "A cat, black"], ["a.jpg", "Two; cats"], ["b.jpg", "A | bar"]]
    rows = [["file", "text"], *rows] if header else rows
    cells = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows]
    text = "".join(delimiter.join(row) + end for row in cells)
    data = opened(TableFormat(), lay(tmp_path, {"data.txt": text}, PICTURES))
    assert data.captions == {"a.jpg": ["A cat, black", "Two; cats"], "b.jpg": ["A | bar"]}
    check_rewriting(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_shop_s_table_in_chinese(encoding: str, tmp_path: Path) -> None:
    data = opened(TableFormat(), lay(tmp_path, {"商品.csv": SHOP.encode(encoding)}, PICTURES))
    assert data.captions == {"a.jpg": ["一件红色的外套"], "b.jpg": ["蓝色; 牛仔裤"], "c d.png": ["白色衬衫"]}
    assert data.splits == {"a.jpg": "train", "b.jpg": "test", "c d.png": "validation"}
    check_rewriting(data)
    change(data, "b.jpg", ["绿色; 裤子"])
    assert (tmp_path / "商品.csv").read_bytes() == SHOP.replace("蓝色; 牛仔裤", "绿色; 裤子").encode(encoding)


def test_accents_in_latin_1(tmp_path: Path) -> None:
    text = "image,caption\na.jpg,Un garçon joue à la pelote\nb.jpg,Des élèves près de l'école\n"
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": text.encode("latin-1")}, PICTURES))
    assert data.captions["a.jpg"] == ["Un garçon joue à la pelote"]
    change(data, "b.jpg", ["Été"])
    assert (tmp_path / "x.csv").read_bytes() == text.replace("Des élèves près de l'école", "Été").encode("latin-1")


def test_several_caption_columns_are_several_captions(tmp_path: Path) -> None:
    text = "caption_0,filename,caption_1,source\nOne dog,a.jpg,Two dogs,web\nA cat,b.jpg,,web\n"
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": text}, PICTURES))
    assert data.captions == {"a.jpg": ["One dog", "Two dogs"], "b.jpg": ["A cat"]}
    check_rewriting(data)
    change(data, "a.jpg", ["1", "2", "3, and"])
    assert (tmp_path / "x.csv").read_text().splitlines()[1:3] == ["1,a.jpg,2,web", '"3, and",a.jpg,,web']
    change(data, "a.jpg", ["1"])
    assert (tmp_path / "x.csv").read_text() == "caption_0,filename,caption_1,source\n1,a.jpg,,web\nA cat,b.jpg,,web\n"


def test_a_cell_may_have_several_lines(tmp_path: Path) -> None:
    text = 'image,caption,split\na.jpg,"First line\n\nsecond, line",train\nb.jpg,"Plain",val\n'
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": text}, PICTURES))
    assert data.captions == {"a.jpg": ["First line\n\nsecond, line"], "b.jpg": ["Plain"]}
    check_rewriting(data)
    change(data, "b.jpg", ["Other"])
    assert (tmp_path / "x.csv").read_text() == text.replace("Plain", "Other")


def test_bare_commas_belong_to_the_caption(tmp_path: Path) -> None:
    text = "image,caption\na.jpg,A man, in a hat, runs\nb.jpg,Two dogs\n"
    data = opened(TableFormat(), lay(tmp_path, {"captions.txt": text}, PICTURES))
    assert data.captions == {"a.jpg": ["A man, in a hat, runs"], "b.jpg": ["Two dogs"]}
    check_rewriting(data)
    change(data, "b.jpg", ["Two dogs, one cat"])
    assert (tmp_path / "captions.txt").read_text() == text.replace("Two dogs", "Two dogs, one cat")


def test_a_split_behind_a_caption_with_bare_commas(tmp_path: Path) -> None:
    text = "a.jpg,A man, in a hat,train\nb.jpg,Two dogs,test\nc d.png,A cat,val\n" + "b.jpg,One dog,test\n" * 3
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": text}, PICTURES))
    assert data.captions["a.jpg"] == ["A man, in a hat"]
    assert data.splits == {"a.jpg": "train", "b.jpg": "test", "c d.png": "validation"}


@pytest.mark.parametrize("rows", [["1.jpg", "2.jpg"], ["images/1.jpg", "images/2.jpg"]])
def test_the_column_that_names_pictures_is_known_by_them(rows: list[str], tmp_path: Path) -> None:
    text = "nr\tmaterial\tsku\tfree words\n" + "".join(f"7\twool\t{name}\tA coat of wool\n" for name in rows)
    data = opened(TableFormat(), lay(tmp_path, {"x.tsv": text}, ("images/1.jpg", "images/2.jpg")))
    assert data.captions == {name: ["A coat of wool"] for name in rows}


def test_two_texts_are_asked_about_and_the_answer_is_taken(tmp_path: Path) -> None:
    text = "file,title,description,set\na.jpg,Red shirt,A red shirt.,train\nb.jpg,Two dogs,Two dogs run.,dev\n"
    lay(tmp_path, {"x.csv": text}, PICTURES)
    found = found_in(TableFormat(), tmp_path)
    assert found is not None
    assert found.question is not None
    assert found.question.about == "columns"
    assert found.question.choices == (
        "image=file,caption=title",
        "image=file,caption=description",
        "image=file,caption=title+description",
    )
    assert found.question.preview[:2] == (
        ("file", "title", "description", "set"),
        ("a.jpg", "Red shirt", "A red shirt.", "train"),
    )
    one = opened(TableFormat(), tmp_path, Columns(captions=("Description",)))
    assert one.captions == {"a.jpg": ["A red shirt."], "b.jpg": ["Two dogs run."]}
    assert one.splits == {"a.jpg": "train", "b.jpg": "validation"}
    both = opened(TableFormat(), tmp_path, Columns(image="1", captions=("2", "#3"), split="4"))
    assert both.captions == {"a.jpg": ["Red shirt", "A red shirt."], "b.jpg": ["Two dogs", "Two dogs run."]}
    check_rewriting(both)


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    lay(tmp_path, {"x.csv": KAGGLE}, PICTURES)
    with pytest.raises(Problem) as caught:
        found_in(TableFormat(), tmp_path, Columns(captions=("nothing",)))
    assert caught.value.code == "columns-unknown"
    assert "nothing" in str(caught.value)
    assert "x.csv" in str(caught.value)


def test_without_a_column_of_pictures_a_person_is_asked(tmp_path: Path) -> None:
    lay(tmp_path, {"x.csv": "code,caption\nzz1,A red shirt.\nzz2,Two dogs run.\n"}, PICTURES)
    found = found_in(TableFormat(), tmp_path)
    assert found is not None
    assert found.question is not None
    assert found.question.choices == ("image=code,caption=caption",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("requirements.txt", "numpy==1.26\ntorch>=2.1,<3\n"),
        ("README.md", "# Data\n\nPictures of dogs, and cats; see images/a.jpg for one.\n"),
        ("classes.txt", "shirt\ndress\nhat\n"),
        ("labels.csv", "image,label\na.jpg,3\nb.jpg,4\n"),
        ("sizes.tsv", "a.jpg\t640\t480\nb.jpg\t800\t600\n"),
        ("log.csv", "step,loss,time\n1,0.5,2026-01-01\n2,0.4,2026-01-01\n"),
        ("empty.csv", ""),
        ("names.txt", "a.jpg\nb.jpg\n"),
        ("code.py", "print('a.jpg', 'A dog, a cat')\n"),
        ("captions.json", '{"a.jpg": "A dog, a cat", "b.jpg": "Two, three"}'),
    ],
)
def test_other_files_are_no_tables_of_captions(name: str, content: str, tmp_path: Path) -> None:
    assert found_in(TableFormat(), lay(tmp_path, {name: content}, PICTURES)) is None


def test_files_of_splits_are_read_together(tmp_path: Path) -> None:
    rows = {"train.csv": "a.jpg,One dog\n", "val.csv": "b.jpg,Two dogs\n", "data/test/all.csv": "c d.png,Three dogs\n"}
    lay(tmp_path, {name: "image,caption\n" + row for name, row in rows.items()}, PICTURES)
    data = opened(TableFormat(), tmp_path)
    assert data.splits == {"a.jpg": "train", "b.jpg": "validation", "c d.png": "test"}


def test_names_are_told_from_the_table_s_own_folder_where_its_pictures_lie_there(tmp_path: Path) -> None:
    files = {"train/labels.csv": "image,caption\n1.jpg,A dog\n", "test/labels.csv": "image,caption\n1.jpg,A cat\n"}
    data = opened(TableFormat(), lay(tmp_path, files, ("train/1.jpg", "test/1.jpg")))
    assert data.captions == {"train/1.jpg": ["A dog"], "test/1.jpg": ["A cat"]}
    assert data.splits == {"train/1.jpg": "train", "test/1.jpg": "test"}


def test_the_whole_beside_its_splits_is_passed_over(tmp_path: Path) -> None:
    rows = [f"{number}.jpg,Caption of {number}\n" for number in range(300)]
    files = {"all.csv": rows, "train.csv": rows[250:], "test.csv": rows[:250]}
    lay(tmp_path, {name: "image,caption\n" + "".join(lines) for name, lines in files.items()})
    data = opened(TableFormat(), tmp_path)
    assert [path.name for path in data.found.files] == ["test.csv", "train.csv"]
    assert [path.name for path in data.found.beside] == ["all.csv"]
    assert data.count == 300


def test_other_captions_of_the_same_pictures_are_asked_about(tmp_path: Path) -> None:
    files = {"mary.csv": "image,caption\na.jpg,One dog\n", "john.csv": "image,caption\na.jpg,A puppy\n"}
    found = found_in(TableFormat(), lay(tmp_path, files, PICTURES))
    assert found is not None
    assert found.question is not None
    assert (found.question.about, found.question.choices) == ("file", ("john.csv", "mary.csv"))


def test_lists_of_names_tell_the_splits(tmp_path: Path) -> None:
    lists = {"trainImages.txt": "a.jpg\n", "Flickr_8k.devImages.txt": "b.jpg\n", "test.lst": "c d.png\n"}
    data = opened(TableFormat(), lay(tmp_path, {"captions.txt": KAGGLE, **lists}, PICTURES))
    assert data.splits == {"a.jpg": "train", "b.jpg": "validation", "c d.png": "test"}
    check_rewriting(data)


def test_what_a_row_lacks_is_told(tmp_path: Path) -> None:
    text = (
        "image,caption,split\n"
        "a.jpg,A dog,train\n"
        "b.jpg\n"
        ",A cat,train\n"
        "c.jpg,A cat,minival\n"
        'd.jpg,"A cat",train,extra\n'
        "e.jpg,,train\n"
        "\n"
        "image,caption,split\n"
        "f.jpg,A fox,\n"
    )
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": text}, PICTURES))
    assert data.captions == {"a.jpg": ["A dog"], "e.jpg": [""], "f.jpg": ["A fox"]}
    assert data.left_out == [
        LeftOut("b.jpg", "too-few-cells"),
        LeftOut("x.csv, line 4", "no-name", "A cat"),
        LeftOut("c.jpg", "split-unknown", "A cat"),
        LeftOut("x.csv, line 6", "too-many-cells", "d.jpg,A cat,train,extra"),
    ]
    check_rewriting(data)


@pytest.mark.parametrize(
    ("damaged", "captions"),
    [
        ('image,caption\na.jpg,"Never closed\nb.jpg,A dog\n', ['"Never closed', "A dog"]),
        ('image,caption\na.jpg,"Never closed, at all\n', ['"Never closed, at all']),
        ('image,caption\na.jpg,"No parking" sign\nb.jpg,A dog\n', ['"No parking" sign', "A dog"]),
        ('image,caption\na.jpg,A 5" pipe, bent\nb.jpg,A dog\n', ['A 5" pipe, bent', "A dog"]),
        ('image,caption\na.jpg, "A dog, spaced"\n', ["A dog, spaced"]),
        ('image,caption\na.jpg,"Odd ""quotes"\n', ['Odd "quotes']),
        ("image,caption\n\n\na.jpg,A dog\n\n\n", ["A dog"]),
        ("image,caption\na.jpg,A dog", ["A dog"]),
        ("image,caption\na.jpg,A \x00dog\n", ["A \x00dog"]),
        ("\n\nimage,caption\na.jpg,A dog\n", ["A dog"]),
        ("image,caption\r\na.jpg,A dog\nb.jpg,A cat\r\n", ["A dog", "A cat"]),
        ('"image","caption"\n"a.jpg","A dog"\n', ["A dog"]),
        (" image , caption \n a.jpg , A dog \n", [" A dog "]),
    ],
)
def test_a_damaged_table_is_read_as_far_as_it_can_be(damaged: str, captions: list[str], tmp_path: Path) -> None:
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": damaged}, PICTURES))
    assert [caption for item in data.items for caption in item.captions] == captions
    check_rewriting(data)


@settings(max_examples=80, deadline=None, suppress_health_check=SUPPRESSED)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(KAGGLE)), st.integers(0, 4), st.text('\n\r"|;\t ,.a', max_size=3)), max_size=5
    )
)
def test_wherever_it_is_damaged_no_row_is_lost(cuts: list[tuple[int, int, str]], tmp_path: Path) -> None:
    text = KAGGLE + KAGGLE.partition("\n")[2]
    for at, length, new in cuts:
        text = text[:at] + new + text[at + length :]
    (tmp_path / "x.csv").write_bytes(text.encode())
    found = found_in(TableFormat(), tmp_path)
    if found is None or found.question is not None:
        return
    data = opened(TableFormat(), tmp_path)
    table = TableFile(tmp_path / "x.csv", data.columns)
    rows = list(table.rows())
    assert "".join(row.raw for row in rows) == text
    assert len(data.entries) == sum(bool(row.cells) for row in rows)
    headings = sum(not row.cells and bool(row.raw.strip()) for row in rows)
    assert headings <= 2 or not table.shape.headed
    check_rewriting(data)


def test_damaged_bytes_cost_their_caption_alone(tmp_path: Path) -> None:
    content = "image,caption\na.jpg,Ein Hündchen läuft über die Straße\n".encode() + b"b.jpg,A \xff dog\n"
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": content}, PICTURES))
    assert data.captions["a.jpg"] == ["Ein Hündchen läuft über die Straße"]
    assert data.count == 2
    check_rewriting(data)


def test_written_and_read_it_is_the_same(tmp_path: Path) -> None:
    items = [
        Item("women/a.jpg", ("One, two", 'Say "hi"', "Line\nbreak"), "train"),
        Item("b c.jpg", ("衣服",), "validation"),
        Item('odd"name,.jpg', ("x y",), None),
    ]
    [path] = TableFormat().write(tmp_path, items)
    data = opened(TableFormat(), lay(tmp_path, {}, [item.name for item in items]))
    assert data.found.files == (path,)
    assert data.captions == {item.name: list(item.captions) for item in items}
    assert data.splits == {item.name: item.split for item in items}
    check_rewriting(data)


def test_rows_of_a_picture_may_lie_apart(tmp_path: Path) -> None:
    text = "image,caption,who\na.jpg,1 one,x\nb.jpg,2 two,y\na.jpg,3 three,z\n"
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": text}, PICTURES))
    check_rewriting(data)
    change(data, "a.jpg", ["one", "three", "four"])
    assert (tmp_path / "x.csv").read_text() == (
        "image,caption,who\na.jpg,one,x\nb.jpg,2 two,y\na.jpg,three,z\na.jpg,four,z\n"
    )
    change(data, "a.jpg", ["three"])
    assert (tmp_path / "x.csv").read_text() == "image,caption,who\na.jpg,three,x\nb.jpg,2 two,y\n"


def test_a_row_more_at_an_end_without_a_line_end(tmp_path: Path) -> None:
    data = opened(TableFormat(), lay(tmp_path, {"x.csv": "image,caption\r\na.jpg,One dog\r\nb.jpg,Two dogs"}, PICTURES))
    change(data, "b.jpg", ["Two dogs", "Three dogs"])
    assert (tmp_path / "x.csv").read_bytes() == (
        b"image,caption\r\na.jpg,One dog\r\nb.jpg,Two dogs\r\nb.jpg,Three dogs"
    )


def test_the_last_caption_of_a_row_leaves_what_else_stands_in_it(tmp_path: Path) -> None:
    data = opened(
        TableFormat(), lay(tmp_path, {"x.csv": "image,caption,price\na.jpg,One dog,7\nb.jpg,A cat,8\n"}, PICTURES)
    )
    change(data, "a.jpg", [])
    assert (tmp_path / "x.csv").read_text() == "image,caption,price\na.jpg,,7\nb.jpg,A cat,8\n"
