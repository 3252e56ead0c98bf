"""What measures time, memory or many repetitions, each as a command: ``python -m tests.benchmarks.NAME --help``.

The tests assert nothing on time. Whoever changes the speed of something runs its benchmark before and after, on a quiet
machine, and compares the ratios that it prints.

    blindness     whether the verdict tells captioners that look from three broken on purpose
    busy          how fast a model trains beside busy processes, and how soon it hears a pause
    data_page     how fast the Data page opens, scrolls, searches and draws its figures, and its memory
    curation      what looking through a data set costs, and kills while captions are written back
    decoding      what it costs to read JPEGs, beside Pillow alone and beside another checkout
    digests       what comparing a checkpoint's digest costs when it is loaded
    expected      writes the scores and tokens of pycocoevalcap and NLTK that tests compare with
    export        exports beside PyTorch: captions, size, speed, memory
    first_caption from the drop of a picture on the window to its caption
    fit           which pictures a checkpoint is told to be unlike, and how often wrongly
    history       a million captions searched, the start of the window, kills while they are kept
    killing       runs killed at random moments, gone on with, and compared to the bit
    legibility    whether a small network reads the drawn people's attributes off their pictures
    many_pictures what thousands of pictures cost the window: gaps, memory, speed, kills. Ends with 1
    memory        what stays in memory after many loads of a checkpoint, and in a long training
    one_caption   what a caption costs beside its encoder alone
    reading       captions of COCO's size read, beside json.load: seconds and memory
    roundtrip     the caption grammar: records written and read, damaged captions, Chinese a second
    scale         what the number of pictures costs: opening, memory, order
    scoring       how long the scores take, beside NLTK's BLEU
    self_critical what self-critical training gains, and its resumes after kills, compared to the bit
    smoothness    the gaps of the window's event loop while a model trains, and what the window costs the training

``plot`` draws the table that ``scale`` prints.

"Ends with 1" in a description means that a figure missed its mark.
"""
