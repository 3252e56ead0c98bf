"""Pictures from a camera: which there are, and the newest frame of one.

It needs the optional packages of the extra ``camera``; without them each call says so in one sentence.
"""

from engine.camera.devices import Camera, find_cameras
from engine.camera.opening import open_camera
from engine.camera.rates import EventRate
from engine.camera.reader import CameraFrame, CameraReader, Open, OpenedCamera

__all__ = ["Camera", "CameraFrame", "CameraReader", "EventRate", "Open", "OpenedCamera", "find_cameras", "open_camera"]
