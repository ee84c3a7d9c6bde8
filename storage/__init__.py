"""SQL remembers: engine, schema, journal, and one module per group of tables. Knows the domain, nothing above it."""
