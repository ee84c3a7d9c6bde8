"""The HTTP edge: sign-in, catalogue, the built front ends, health and metrics. Translates, never decides."""
