"""A checkpoint for others to run: safetensors or ONNX, compared with PyTorch before it stands."""
