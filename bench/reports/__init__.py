"""`make bench-reports`: how fast pages, searches and exports of a long history are, and whether the talk notices."""
