"""Outside systems behind ports: bureaus' keys and tickets, password hashing. Decides nothing about sessions."""
