"""The buttons under the list: what is captioned next."""

from PySide6.QtCore import Signal

from gui.widgets import Button, Label, Panel, column, restyle, row
from gui.widgets.setting import NumberEdit

SEEDS = 2**31 - 1


class Ways(Panel):
    """The buttons under the list: random tensors with their seed, a camera, a folder, and the primary one."""

    noise_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.noise, self.folder = Button("secondary", "dice"), Button("secondary", "folder")
        self.add = Button("primary", "add")
        self._word = Label("quiet")
        self.seed = NumberEdit(whole=True)
        self.seed.setText("7")
        self.seed.setFixedWidth(60)
        self.more = Button("secondary", "more")
        self.camera = Button("secondary", "camera")
        for button in (self.noise, self.more, self.add, self.folder, self.camera):
            restyle(button, "tight", True)
        self._word.setBuddy(self.seed)
        self.noise.clicked.connect(self._draw)
        self.seed.returnPressed.connect(self._draw)
        top = row(self.noise, self._word, self.seed, self.more)
        top.setStretch(0, 1)
        bottom = row(self.add, self.folder, self.camera)
        bottom.setStretch(0, 1)
        column(top, bottom, parent=self)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.noise.setText(self.tr("Random tensor"))
        self.noise.setToolTip(self.tr("Caption a picture of noise; anything the model describes in it is made up"))
        self.more.setAccessibleName(self.tr("More pictures that show nothing"))
        self.more.setToolTip(self.tr("Other noise, blank, blurred, shuffled or mixed pictures"))
        self._word.setText(self.tr("Seed"))
        self.seed.setAccessibleName(self.tr("Seed of the random tensor"))
        self.add.setText(self.tr("Add pictures…"))
        self.add.setToolTip(self.tr("Choose pictures to caption (Ctrl+O); you can also drop or paste them"))
        self.folder.setText(self.tr("Folder…"))
        self.camera.setAccessibleName(self.tr("Camera"))
        self.camera.setToolTip(self.tr("Pictures from a camera, captioned live (Ctrl+K)"))
        self.folder.setToolTip(self.tr("Caption all pictures in a folder and its subfolders"))

    def _draw(self) -> None:
        typed = self.seed.text().strip()
        seed = min(int(typed), SEEDS) if typed.isdigit() else 0
        self.noise_wanted.emit(seed)
        # The next press draws another one.
        self.seed.setText(str((seed + 1) % (SEEDS + 1)))
