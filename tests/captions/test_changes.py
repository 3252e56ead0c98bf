"""What is marked as new in a caption."""

from engine.captions.changes import changes


def test_what_changed_in_a_caption_is_found() -> None:
    before, now = "Her shirt has short sleeves.", "Her shirt has long sleeves and a hat."
    assert [now[start : start + length] for start, length in changes(before, now)] == ["long", "and a hat"]
    assert changes("", now) == ()
    assert changes(now, now) == ()
    marks = changes("这位女士身穿短袖衬衫。", "这位女士身穿长袖衬衫。")
    assert marks == ((6, 1),)
