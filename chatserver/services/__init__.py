"""Use cases: the only place that changes anything. Knows the domain and the storage; no sockets, no web."""
