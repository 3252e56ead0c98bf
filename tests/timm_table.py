"""``python -m tests.timm_table``: writes engine/models/encoders/timm_models.tsv for the timm that is installed.

Every architecture of timm's that has published weights is built on the meta device, where nothing is computed, for
pictures of 336 x 224, or else of its own size. It fits if its last features are a grid, or tokens in the order of the
places. Takes a quarter of an hour on one core. What a run that was cut off has found lies in the folder for temporary
files; the next run continues from it.
"""

import tempfile
from collections import Counter
from pathlib import Path

from engine.files import write_text_atomically
from engine.models.encoders.timm_looking import look
from engine.models.encoders.timm_table import TABLE

PART = Path(tempfile.gettempdir()) / f"{TABLE.name}.part"


def names() -> list[str]:
    """Of all architectures with weights, one of each family after another, so that a table cut off has some of each."""
    import timm

    ranks: Counter[str] = Counter()
    found = []
    for name in dict.fromkeys(full.partition(".")[0] for full in timm.list_pretrained()):
        family = timm.model_entrypoint(name).__module__
        found.append((ranks[family], name))
        ranks[family] += 1
    return [name for _, name in sorted(found)]


def main() -> None:
    known = dict(line.split("\t", 1) for line in PART.read_text().splitlines()) if PART.exists() else {}
    for name in names():
        if name not in known:
            found = look(name)
            known[name] = found.row() if found else ""
            with open(PART, "a", encoding="utf-8") as file:
                file.write(f"{name}\t{known[name]}\n")
    write_text_atomically(TABLE, "".join(known[name] + "\n" for name in sorted(known) if known[name]))
    PART.unlink()


if __name__ == "__main__":
    main()
