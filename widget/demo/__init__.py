"""A small e-tax bureau that uses Daoban as any third party would: through the public embed and its own tickets."""
