"""The Data tab: pictures with their captions, to look through, correct and save."""
