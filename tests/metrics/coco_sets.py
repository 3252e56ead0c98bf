"""Captions of COCO beside their references: read from a folder with its ``annotations``, none stands here."""

import json
from pathlib import Path

from tests.metrics.pairs import Pair

COCO_PLACE = Path(__file__).with_name("expected_coco.json")
SPLITS = ("train2017", "val2017")


def coco_sets(folder: Path) -> dict[str, list[Pair]]:
    """Of both splits: each picture's last caption beside its others, and beside all of the picture before it."""
    sets = {}
    for split in SPLITS:
        text = (folder / "annotations" / f"captions_{split}.json").read_text(encoding="utf-8")
        pictures: dict[int, list[str]] = {}
        for annotation in json.loads(text)["annotations"]:
            pictures.setdefault(annotation["image_id"], []).append(annotation["caption"])
        several = [captions for _, captions in sorted(pictures.items())]
        sets[f"{split}, people"] = [(captions[-1], captions[:-1]) for captions in several]
        sets[f"{split}, another picture's"] = [
            (captions[-1], before) for before, captions in zip([several[-1], *several], several, strict=False)
        ]
    return sets
