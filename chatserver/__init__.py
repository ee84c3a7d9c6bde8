"""The Daoban hub: pairs a stuck taxpayer with a tax officer who sees the very step."""
