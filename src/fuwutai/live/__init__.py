"""Streams that tell an open page that something it shows has changed: ids only, never content.

Owns who may listen to what and the fan-out to browsers. Does not own what a change means: a page that hears
of one asks for the fragment through its own URL, which checks the reader's rights again.
"""
