"""The demo centre as data: a TOML file and a folder of scripts for each language, and how they are read."""
