"""The catalogue: matters as versioned files of data, checked whole before any of it is used."""
