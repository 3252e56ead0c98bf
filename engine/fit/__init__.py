"""How well a picture fits what a model was trained on: the guard against captions of what it knows nothing of."""
