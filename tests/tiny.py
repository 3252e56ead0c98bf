"""The smallest run that is a whole one: its settings, and data that it can learn."""

import json
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

TINY: dict[str, Any] = {
    "encoder_weights": "scratch",
    "height": 48,
    "width": 32,
    "hidden_size": 16,
    "embed_dim": 8,
    "batch_size": 4,
    "epochs": 2,
    "warmup_steps": 2,
    "log_every": 1,
    "evaluate_every": 5,
    "checkpoint_every": 4,
    "max_words": 8,
    "threads": 1,
}


def write_data(folder: Path, count: int = 20, free: bool = False, chinese: bool = False) -> Path:
    """Squares and discs on white with captions that name them: the smallest data that a captioner can learn from.

    Args:
        free: the captions say it in free English, and not in the grammar of clothes.
        chinese: they say it in that grammar's Chinese.
    """
    (folder / "images").mkdir(parents=True)
    chance = random.Random(3)
    captions = {}
    for index in range(count):
        round_one, woman = chance.random() < 0.5, chance.random() < 0.5
        image = Image.new("RGB", (64, 96), "white")
        pen = ImageDraw.Draw(image)
        box = (12, 24, 52, 64)
        (pen.ellipse if round_one else pen.rectangle)(box, fill="crimson" if woman else "navy")
        name = f"{'WOMEN' if woman else 'MEN'}-Shapes-id_{index:08}-01_1_front.jpg"
        image.save(folder / "images" / name, quality=90)
        colour, shape = ("crimson" if woman else "navy"), ("disc" if round_one else "square")
        captions[name] = (
            f"A {colour} {shape} lies on paper."
            if free
            else f"这位{'女士' if woman else '男士'}{'手指戴有戒指' if round_one else '头戴帽子'}。"
            if chinese
            else f"This {'lady' if woman else 'man'} wears a {'ring' if round_one else 'hat'}."
        )
    names = list(captions)
    for file, chosen in (("train", names[: count * 4 // 5]), ("test", names[count * 4 // 5 :])):
        (folder / f"{file}_captions.json").write_text(json.dumps({name: captions[name] for name in chosen}))
    return folder
