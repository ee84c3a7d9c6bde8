"""Pure rules: no async, no I/O, no clock; `now` is an argument. Imports only the standard library."""
