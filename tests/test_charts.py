"""Charts: well-formed, what they are given stands where it belongs, and odd figures break nothing."""

import math
from xml.etree import ElementTree

import pytest

from engine.charts.band import Band
from engine.charts.frame import Axis, Palette
from engine.charts.lines import POINTS, Curve, line_chart
from engine.charts.scatter import Point, front, scatter_chart
from engine.charts.ticks import nice_time

SVG = "{http://www.w3.org/2000/svg}"


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def points_of(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    lines = [line.get("points", "").split() for line in root.iter(f"{SVG}polyline")]
    return [[(float(pair.split(",")[0]), float(pair.split(",")[1])) for pair in line] for line in lines]


def test_curves_have_their_names_at_their_ends_and_the_band_its_own() -> None:
    curves = [Curve("<a>", [1, 2, 3], [0.1, 0.2, 0.3]), Curve("b & c", [1, 2, 3], [0.3, math.nan, 0.1], 1)]
    root = ElementTree.fromstring(line_chart(curves, "t & t", x_name="step", band=Band(0.0, 0.5, "low", "high")))
    assert {"<a>", "b & c", "low", "high", "step"} < set(texts(root))
    first, second = points_of(root)
    assert (len(first), len(second)) == (3, 2)
    # Upwards is more.
    assert first[0][1] > first[-1][1]
    assert root.findtext(f"{SVG}title") == "t & t"


def test_a_long_curve_is_thinned_and_smoothed() -> None:
    steps = list(range(10_000))
    values = [math.sin(step / 900) + (0.5 if step % 2 else -0.5) for step in steps]
    raw, smooth = points_of(ElementTree.fromstring(line_chart([Curve("loss", steps, values, smooth=True)], "loss")))
    assert len(raw) == len(smooth) <= POINTS


@pytest.mark.parametrize("values", [[], [0.4], [0.0, 0.0], [math.nan, math.nan], [1e-9, 1e9]])
def test_odd_curves_are_drawn_all_the_same(values: list[float]) -> None:
    root = ElementTree.fromstring(line_chart([Curve("x", range(len(values)), values)], "x"))
    for line in points_of(root):
        assert all(math.isfinite(figure) for point in line for figure in point)


def test_the_front_holds_what_no_other_beats() -> None:
    points = [Point("slow", 9, 0.5), Point("best", 5, 0.6), Point("cheap", 1, 0.2), Point("bad", 3, 0.1)]
    assert [point.name for point in front(points)] == ["cheap", "best"]


def test_points_are_named_and_no_two_names_meet() -> None:
    points = [Point(f"run {number}", 10.0, 0.5 + number / 1e4) for number in range(6)]
    root = ElementTree.fromstring(scatter_chart(points, "t", x_name="size", palette=Palette(family='A "b"')))
    assert root.get("font-family") == 'A "b"'
    named = [element for element in root.iter(f"{SVG}text") if (element.text or "").startswith("run")]
    assert len(named) == 6
    places = [(float(name.get("x", "")), float(name.get("y", ""))) for name in named]
    for number, (x, y) in enumerate(places):
        assert all(abs(y - other) >= 10 or abs(x - left) > 30 for left, other in places[number + 1 :])
        assert 0 <= x < 460
        assert 0 < y < 320


def test_a_hollow_point_is_drawn_without_a_ground_and_never_joined() -> None:
    points = [Point("blind", 1.0, 0.9, hollow=True), Point("good", 2.0, 0.5), Point("dear", 3.0, 0.6)]
    root = ElementTree.fromstring(scatter_chart(points, "t", x_name="size"))
    looks = sorted((shape.get("fill"), shape.get("stroke") is not None) for shape in root.iter(f"{SVG}circle"))
    assert looks == [("#0072b2", False), ("#0072b2", False), ("none", True)]
    [joined] = root.iter(f"{SVG}polyline")
    assert len(joined.get("points", "").split()) == 2


def test_points_lie_in_the_band_between_the_bounds_and_names_keep_clear_of_its_words() -> None:
    band = Band(0.3, 0.9, "floor 0.300", "ceiling 0.900")
    points = [Point("first run", 0.0, 0.31), Point("second run", 3.0, 0.6)]
    root = ElementTree.fromstring(scatter_chart(points, "t", x_name="size", band=band))
    [box] = root.iter(f"{SVG}rect")
    top, high = float(box.get("y", "")), float(box.get("height", ""))
    assert all(top < float(shape.get("cy", "")) < top + high for shape in root.iter(f"{SVG}circle"))
    bases = {shape.text: float(shape.get("y", "")) for shape in root.iter(f"{SVG}text")}
    assert abs(bases["first run"] - bases["floor 0.300"]) >= 10


def test_a_name_keeps_clear_of_the_other_points() -> None:
    points = [Point("first run", 2.8, 0.0), Point("second run", 3.0, 0.0), Point("third run", 3.1, 0.0)]
    root = ElementTree.fromstring(scatter_chart(points, "t", x_name="size"))
    spots = [(float(shape.get("cx", "")), float(shape.get("cy", ""))) for shape in root.iter(f"{SVG}circle")]
    for shape in root.iter(f"{SVG}text"):
        if (shape.text or "").endswith("run"):
            left, base = float(shape.get("x", "")), float(shape.get("y", ""))
            assert not any(left < x < left + 40 and base - 11 < y < base for x, y in spots)


def test_an_axis_of_what_is_never_negative_is_not_negative_either() -> None:
    assert Axis.over([0.0, 0.0]).low == 0
    assert Axis.over([0.01, 0.4]).low == 0
    assert Axis.over([0.3, 0.4]).low == pytest.approx(0.294)
    assert Axis.over([-0.1, 0.4]).low == pytest.approx(-0.13)


def test_ticks_are_round_and_lie_between_the_ends() -> None:
    assert Axis(0.0, 0.34).ticks(4) == [0.0, 0.1, 0.2, 0.3]
    assert Axis(0.0, 1200.0, step=nice_time).ticks(4) == [0.0, 300.0, 600.0, 900.0, 1200.0]
    assert [nice_time(rough) for rough in (0.2, 7, 61, 4000, 30_000)] == [1, 10, 120, 7200, 36_000]


def test_a_ring_stands_at_the_lowest_value_of_a_curve() -> None:
    steps = list(range(60))
    values = [abs(step - 40) + 1.0 for step in steps]
    curves = [Curve("training", steps, values, smooth=True), Curve("validation", steps, values, 1, ring_lowest=True)]
    root = ElementTree.fromstring(line_chart(curves, "loss"))
    [ring] = [circle for circle in root.iter(f"{SVG}circle") if circle.get("fill") == "none"]
    lowest = max(points_of(root)[-1], key=lambda point: point[1])
    assert (float(ring.get("cx", 0)), float(ring.get("cy", 0))) == pytest.approx(lowest, abs=0.1)
    alone = line_chart([Curve("validation", [1], [2.0], ring_lowest=True)], "loss")
    assert 'fill="none" stroke' not in alone.split("<circle")[-1]
