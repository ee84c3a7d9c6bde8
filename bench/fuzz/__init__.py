"""Frames and requests that no client would send, against a real hub: each gets a coded error, a close or its due."""
