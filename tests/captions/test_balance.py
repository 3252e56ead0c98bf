"""What is said more often than it is true."""

from engine.captions.balance import imbalances
from engine.clothes.attribute_scores import NOT_SAID, score_attributes
from engine.clothes.attributes import Attributes, Fabric, Lower, LowerLength, Pattern
from engine.clothes.writer import write_plain


def caption(fabric: Fabric) -> str:
    return write_plain(
        Attributes(lower=Lower.TROUSERS, lower_length=LowerLength.LONG, lower_fabric=fabric, lower_pattern=Pattern.PURE)
    )


COTTON, DENIM = caption(Fabric.COTTON), caption(Fabric.DENIM)


def test_a_value_that_stands_in_for_another_is_over_said_and_the_other_under_said() -> None:
    found = imbalances(score_attributes([COTTON] * 40, [COTTON] * 20 + [DENIM] * 20).confusion)
    assert {
        (imbalance.attribute, imbalance.value, imbalance.true, imbalance.said, imbalance.sureness > 0)
        for imbalance in found
    } == {
        ("lower_fabric", "cotton", 20, 40, True),
        ("lower_fabric", "denim", 20, 0, False),
    }


def test_mistakes_that_cancel_are_no_imbalance() -> None:
    assert imbalances(score_attributes([COTTON, DENIM] * 20, [DENIM, COTTON] * 20).confusion) == []
    assert imbalances(score_attributes([COTTON], [DENIM]).confusion) == []


def test_silence_is_a_value_too_and_the_surest_comes_first() -> None:
    found = imbalances(score_attributes([""] * 30, [COTTON] * 10 + [DENIM] * 20).confusion)
    assert ("lower_fabric", NOT_SAID) in {(imbalance.attribute, imbalance.value) for imbalance in found}
    assert [abs(imbalance.sureness) for imbalance in found] == sorted(
        (abs(imbalance.sureness) for imbalance in found), reverse=True
    )
