"""Breaks things while two hundred sessions talk, and checks afterwards that nothing was lost: `make faults`."""
