"""How long tests wait for what must come: a guard against a hang and never a measure, so that a busy machine passes."""

SECONDS = 300
MILLISECONDS = 1000 * SECONDS
