"""Which files of this machine are dropped, however their addresses are written."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSysInfo, QUrl

from gui.dropped import local_paths


@pytest.mark.parametrize("host", ["", "localhost", "LOCALHOST", QSysInfo.machineHostName()])
def test_an_address_with_the_name_of_this_machine_is_a_file_here(host: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl(f"file://{host}/home/a%20b.jpg"), QUrl("https://example.org/c.jpg")])
    assert local_paths(data) == [Path("/home/a b.jpg")]
