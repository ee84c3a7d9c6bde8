"""The taxpayer's side: the embeddable `<daoban-help>` (src/) and a small bureau to embed it in (demo/)."""
