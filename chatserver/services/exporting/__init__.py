"""Exports: what can be written out (`datasets`), as which kinds of file (`formats`), and the writing (`writing`)."""
