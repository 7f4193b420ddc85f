"""The look shared by desk and portal: tokens, components, icons, template tags.

Owns no page and no business word: codes get their label from the caller.
"""
