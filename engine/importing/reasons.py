"""Why a file is not imported, as the end of a sentence."""

DAMAGED = "it is damaged, or no file of this kind"
UNREAD = "it holds data of a kind that is not read"
TOO_LARGE = "it is larger than what is read"

NO_MODEL = "it holds no model and no table of weights"
OTHER_ENCODER = "its encoder is not VGG19 up to the second 4096 layer"
OTHER_DECODER = "its decoder is not one GRU over word and image with an embedding, a first state and an output"
MORE = "it holds further weights"
NOT_FINITE = "it holds a weight that is not finite"

REASONS = frozenset((DAMAGED, UNREAD, TOO_LARGE, NO_MODEL, OTHER_ENCODER, OTHER_DECODER, MORE, NOT_FINITE))
