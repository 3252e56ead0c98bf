"""Pictures from a camera: which there are, and the newest frame of one.

It needs the optional packages of the extra ``camera``; without them each call says so in one sentence.
"""

from engine.camera.devices import Camera, find_cameras
from engine.camera.opening import open_camera
from engine.camera.reader import CameraReader, Capture, Frame, Open
from engine.camera.tally import Tally

__all__ = ["Camera", "CameraReader", "Capture", "Frame", "Open", "Tally", "find_cameras", "open_camera"]
