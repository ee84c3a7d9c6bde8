"""What crosses the wire, defined once; the TypeScript types and `docs/protocol.md` are generated from here."""
