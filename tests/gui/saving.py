"""Captions of the window saved without its sheet, and read back."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.events import Commands
from engine.keeping import Earlier
from gui.caption.items import CaptionItem
from gui.caption.saving_jobs import Found, SavePlan, save_job


def saved_rows(items: Sequence[CaptionItem], path: Path, found: Found = lambda wanted: None) -> list[dict[str, Any]]:
    """Save captions to a file, CSV or JSON by its ending, over what is there; gives its rows."""
    plan = SavePlan(path.suffix[1:], earlier=Earlier.OVERWRITE, out=path)
    save_job(plan, items, found, path.parent)(Commands(), lambda event: None)
    text = path.read_text("utf-8-sig")
    rows: list[dict[str, Any]] = json.loads(text) if plan.form == "json" else list(csv.DictReader(text.splitlines()))
    return rows
