"""Measures the hub beside what others do: `make bench`. Knows the hub only as a program that it starts."""
