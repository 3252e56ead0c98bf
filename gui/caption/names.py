"""What the models that come with Atelier are called."""

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def shipped_name(name: str) -> str:
    """What a shipped model is called in the window, by its folder's name; another name stays as it is."""
    names = {"demo": translate("ShippedModel", "Demo model"), "street": translate("ShippedModel", "Street model")}
    return names.get(name, name)
