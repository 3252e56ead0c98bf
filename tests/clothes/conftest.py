"""The sample of real captions lies beside the project, never in it."""

import json

import pytest

from engine.files import project_folder


@pytest.fixture(scope="session")
def sample() -> list[str]:
    path = project_folder().parent / "shared" / "notes" / "captions_sample.json"
    if not path.exists():
        pytest.skip("the sample of real captions is not here")
    return list(json.loads(path.read_text(encoding="utf-8")).values())
