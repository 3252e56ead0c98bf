"""What the cells of all tables share: alignment and background."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from gui import theme


def aligned(left: bool) -> int:
    """Where the words of a cell stand, for Qt: words to the left, figures to the right."""
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def draw_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """The soft ground of a row that is chosen, and the hairline below every row."""
    shown, area, state = theme.current(), option.rect, option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, QColor(shown.soft))
    draw_hairline(painter, area)


def draw_hairline(painter: QPainter, area: QRect) -> None:
    """A line along the lower edge."""
    painter.setPen(QPen(QColor(theme.current().line), 1))
    painter.drawLine(QPointF(area.left(), area.bottom() + 0.5), QPointF(area.right() + 1, area.bottom() + 0.5))
