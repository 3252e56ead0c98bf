"""Where in the picture each word of a caption comes from: a map a word, drawn over the picture, or all in one strip.

With a decoder that attends, the map is its attention; with any other, the gradient's (Grad-CAM). Both say where,
neither says why: weights of attention need not be what the word hangs on (Jain and Wallace 2019, "Attention is not
Explanation"), and a gradient holds for small changes only.
"""
