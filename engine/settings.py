"""The one schema of settings: it makes the form, the file, the command line and their checks.

A field carries its label, help, unit and section beside its range.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from engine.registry import registry

SECTIONS = ("Model", "Training", "Pictures", "Evaluation", "Saving")

REGISTRIES: dict[str, tuple[str, ...]] = {"encoder": ("encoders",), "decoder": ("decoders",)}
"""Settings whose values are the keys of a registry: its name, and the values that stand before them, such as auto."""

MOST_FIXED_SAMPLES = 24
"""Pinned pictures: each costs an evaluation some time, and the window a column."""


def _field(default: Any, section: str, label: str, help_text: str, unit: str = "", **limits: Any) -> Any:
    extra: JsonDict = {"section": section, "label": label, "unit": unit}
    return Field(default, description=help_text, json_schema_extra=extra, **limits)


class Splitting(TypedDict):
    """How a data folder is split, as ``engine.data.layout.open_data`` takes it."""

    validation_share: float
    seed: int
    by_product: bool


class Settings(BaseModel):
    """All settings of one run, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipe: Literal["notebook", "recommended", "compact"] = _field(
        "compact", "Model", "Recipe", "The set of values that the others started from."
    )
    encoder: str = _field("compact", "Model", "Encoder", "The network that turns a picture into a code.")
    encoder_weights: str = _field(
        "demo",
        "Model",
        "Encoder starts from",
        "imagenet (fetched by torchvision's address), package (ImageNet's, for EfficientNet-Lite0, from an installed "
        "package), demo (the compact encoder that ships, trained on drawn pictures), scratch, or a file.",
        min_length=1,
    )
    features: Literal["auto", "pooled", "spatial"] = _field(
        "auto",
        "Model",
        "Image features",
        "pooled: one vector for the whole picture; spatial: one for each place of a grid; auto: spatial for decoders "
        "with attention, pooled for the others.",
    )
    decoder: str = _field(
        "gru",
        "Model",
        "Decoder",
        "The network that turns a code into words; those with attention, and the Transformer, look at another part of "
        "the picture at each word.",
    )
    decoder_layers: int = _field(
        2, "Model", "Decoder layers", "Blocks of the Transformer decoder; the others have one layer.", ge=1, le=24
    )
    hidden_size: int = _field(256, "Model", "Hidden size", "Width of the decoder's state.", ge=8, le=4096)
    embed_dim: int = _field(128, "Model", "Embedding size", "Width of a word's embedding.", ge=8, le=4096)
    dropout: float = _field(
        0.2, "Model", "Dropout", "Share of values set to zero in training, before and after the decoder.", ge=0, lt=1
    )

    attribute_loss: float = _field(
        1.0,
        "Model",
        "Attribute loss",
        "Weight of naming the caption's attributes straight from the code; teaches an encoder faster. 0 leaves it out.",
        ge=0,
        le=100,
    )

    train_encoder: Literal["all", "stages", "none"] = _field(
        "all",
        "Training",
        "Train encoder",
        "all of it, its last stages, or none: then its codes are computed once and kept, pictures are neither shifted "
        "nor mirrored, and a step takes a fraction of the time.",
    )
    trained_stages: int = _field(
        1, "Training", "Trained stages", "How many stages, counted from the last, are trained.", "stages", ge=1, le=16
    )
    epochs: int = _field(15, "Training", "Epochs", "How often every picture is seen.", ge=1, le=10_000)
    steps: int = _field(
        0, "Training", "Steps", "Length of the run in steps; 0 lets the epochs decide.", ge=0, le=100_000_000
    )
    batch_size: int = _field(
        32, "Training", "Batch size", "Pictures a step; one update of the weights each.", "pictures", ge=1, le=8192
    )
    length_buckets: bool = _field(
        False,
        "Training",
        "Length buckets",
        "Captions of like length share a batch, so that less is computed for nothing; pays where no part of the "
        "encoder is trained.",
    )
    micro_batch: int = _field(
        0,
        "Training",
        "Micro-batch",
        "Pictures computed at once; a batch is made of several. 0 chooses by the memory. Where the memory does not "
        "suffice it is halved.",
        "pictures",
        ge=0,
        le=8192,
    )
    lr_encoder: float = _field(
        3e-4, "Training", "Rate, encoder", "Learning rate of the encoder; sensible: 1e-6 to 1e-2.", ge=0, le=1
    )
    lr_decoder: float = _field(
        4e-3, "Training", "Rate, decoder", "Learning rate of the decoder; sensible: 1e-5 to 1e-2.", gt=0, le=1
    )
    warmup_steps: int = _field(
        50, "Training", "Warm-up", "Steps over which the rates rise from zero.", "steps", ge=0, le=1_000_000
    )
    schedule: Literal["constant", "cosine", "plateau"] = _field(
        "cosine",
        "Training",
        "Schedule",
        "How the rates go on after the warm-up: constant, cosine down to zero, or plateau: lowered each time that the "
        "watched score has not risen for a while.",
    )
    plateau_patience: int = _field(
        3,
        "Training",
        "Plateau patience",
        "Evaluations without a better score after which the schedule plateau lowers the rates.",
        ge=1,
        le=1000,
    )
    plateau_factor: float = _field(
        0.5, "Training", "Plateau factor", "What the schedule plateau multiplies the rates with.", gt=0, lt=1
    )
    weight_decay: float = _field(
        0.0,
        "Training",
        "Weight decay",
        "How far a step draws weights towards zero, in multiples of the rate (AdamW); 0 does not; usual: 0.01 to 0.1.",
        ge=0,
        le=10,
    )
    label_smoothing: float = _field(
        0.0,
        "Training",
        "Label smoothing",
        "Share of the target that is spread over all words, so that the model is less sure; the loss is shown without.",
        ge=0,
        lt=1,
    )
    scheduled_sampling: float = _field(
        0.0,
        "Training",
        "Scheduled sampling",
        "Share of words that the decoder reads as it would say them, not as they are, at the end of training; it rises "
        "from 0.",
        ge=0,
        le=1,
    )
    ema_decay: float = _field(
        0.0,
        "Training",
        "Weight average",
        "Share that a moving average of the weights keeps at each step; the average is evaluated and saved. 0 for "
        "none; usual: 0.99 to 0.9999.",
        ge=0,
        lt=1,
    )
    max_grad_norm: float = _field(
        5.0, "Training", "Gradient norm", "Longer gradients are shortened to this length; 0 leaves them.", ge=0, le=1e6
    )
    precision: Literal["auto", "fp32", "bf16", "fp16"] = _field(
        "auto", "Training", "Precision", "Number format on the GPU; auto takes bf16 where the GPU has it. CPU: fp32."
    )
    compile: Literal["auto", "on", "off"] = _field(
        "auto",
        "Training",
        "Compile",
        "Whether the encoder is compiled for the GPU (torch.compile): each start takes up to half a minute more, each "
        "step less; auto does so for long runs.",
    )
    deterministic: bool = _field(
        False,
        "Training",
        "Deterministic",
        "On a GPU only kernels that repeat to the bit, and nothing compiled, so that a resumed run has the very same "
        "losses; slower. On the CPU it is always so.",
    )
    seed: int = _field(
        1, "Training", "Seed", "Start of every random choice: split, order, shifts, dropout.", ge=0, le=2**31 - 1
    )
    threads: int = _field(
        0, "Training", "Threads", "Processor threads for the computing; 0 takes all cores.", ge=0, le=1024
    )
    release_when_paused: bool = _field(
        False,
        "Training",
        "Pause frees the GPU",
        "A paused run keeps nothing on the GPU, so that other programs have it; it comes back with Resume.",
    )

    frame: Literal["fit", "crop"] = _field(
        "fit",
        "Pictures",
        "Frame",
        "fit shows the whole figure on white; crop is the notebook's resize to 256 and 224 x 224 crop.",
    )
    height: int = _field(336, "Pictures", "Height", "Height of a fitted picture.", "pixels", ge=32, le=2048)
    width: int = _field(224, "Pictures", "Width", "Width of a fitted picture.", "pixels", ge=32, le=2048)
    augment: bool = _field(
        True,
        "Pictures",
        "Shift and mirror",
        "Small random shifts and mirrored pictures, in training only; never where no part of the encoder is trained.",
    )
    validation_share: float = _field(
        0.1, "Pictures", "Validation share", "Share of the training pictures kept for validation.", gt=0, le=0.5
    )
    split_by: Literal["files", "product"] = _field(
        "files",
        "Pictures",
        "Split by",
        "By files: as the caption files say. By product: no product, which a file's name tells, is in two splits.",
    )

    evaluate_every: int = _field(
        300, "Evaluation", "Evaluate every", "Steps between two evaluations; 0 for never.", "steps", ge=0, le=10**8
    )
    evaluate_share: float = _field(
        1.0,
        "Evaluation",
        "Share evaluated",
        "Share of the validation pictures that are captioned.",
        gt=0,
        le=1,
    )
    monitor: Literal["auto", "bleu4", "rouge_l", "cider_d", "attribute_accuracy"] = _field(
        "auto",
        "Evaluation",
        "Watched score",
        "What plateau and early stop go by; automatic: attributes where the captions tell them, else CIDEr-D.",
    )
    early_stopping_patience: int = _field(
        0,
        "Evaluation",
        "Early stop",
        "The run ends after so many evaluations without a better watched score; 0 for never.",
        "evaluations",
        ge=0,
        le=100_000,
    )
    beam_width: int = _field(5, "Evaluation", "Beam width", "Hypotheses kept while captioning.", ge=1, le=50)
    length_penalty: float = _field(
        1.0,
        "Evaluation",
        "Length penalty",
        "A caption's score is divided by its length to this power; 0 prefers captions that say little.",
        ge=0,
        le=3,
    )
    block_repeats: int = _field(
        0,
        "Evaluation",
        "Block repeats",
        "No run of so many words is said twice in a caption; 0 allows it.",
        "words",
        ge=0,
        le=100,
    )
    max_words: int = _field(100, "Evaluation", "Longest caption", "A caption is cut here.", "words", ge=1, le=1000)
    noise_seed: int = _field(
        7, "Evaluation", "Noise seed", "Seed of the noise tensor among the probes.", ge=0, le=2**31 - 1
    )
    fixed_samples: str = _field(
        "",
        "Evaluation",
        "Pinned pictures",
        "Pictures of the data that are captioned at each evaluation beside a woman, a man and noise: their names as in "
        "the caption file, with commas between them; at most 24.",
    )

    log_every: int = _field(10, "Saving", "Log every", "Steps between two lines of metrics.", "steps", ge=1, le=10**6)
    checkpoint_every: int = _field(
        300, "Saving", "Checkpoint every", "Steps between two checkpoints.", "steps", ge=1, le=10**8
    )
    keep_every: int = _field(
        0, "Saving", "Keep every", "Checkpoints at multiples of this are kept; 0 keeps last and best.", "steps", ge=0
    )
    disk_budget_gb: float = _field(
        10.0, "Saving", "Disk budget", "The oldest of those kept are deleted beyond this.", "GB", gt=0, le=100_000
    )

    @property
    def fixed_sample_names(self) -> tuple[str, ...]:
        """The names in ``fixed_samples``, each once."""
        return listed(self.fixed_samples)

    @property
    def splitting(self) -> Splitting:
        """How ``open_data`` splits."""
        return {
            "validation_share": self.validation_share,
            "seed": self.seed,
            "by_product": self.split_by == "product",
        }

    @field_validator(*REGISTRIES)
    @classmethod
    def _registered(cls, value: str, info: ValidationInfo) -> str:
        if value not in choices(str(info.field_name)):
            raise PydanticCustomError("literal_error", "not registered")
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
    """The parts of a text between its commas, Chinese ones too, each once and without the space around it."""
    parts = (part.strip() for part in text.replace("，", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


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
