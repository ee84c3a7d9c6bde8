"""The commands of `daoban`, one module each. They talk to a person; rules live below."""
