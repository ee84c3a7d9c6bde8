"""The bureau's own signing key: Ed25519, made at the first start, kept in the data folder, never shared."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from joserfc.jwk import OKPKey

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE = "bureau-key.json"
OWNER_ONLY = 0o600


class SigningKey:
    """A private key and the public half that the hub may see."""

    def __init__(self, key: OKPKey) -> None:
        self.key = key
        self.kid: str = key.thumbprint()

    def jwks(self) -> dict[str, Any]:
        """Return the public key set as the bureau publishes it under /jwks.json."""
        public = {"kid": self.kid, "use": "sig", "alg": "Ed25519"}
        return {"keys": [{**self.key.as_dict(private=False), **public}]}


def load_or_make_key(folder: Path) -> SigningKey:
    """Read the key in `folder`, making it first when there is none. Raises OSError when the folder is not writable."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / KEY_FILE
    if not path.exists():
        _write_new(path, OKPKey.generate_key("Ed25519", private=True))
    return SigningKey(OKPKey.import_key(json.loads(path.read_text("utf-8"))))


def _write_new(path: Path, key: OKPKey) -> None:
    # Written beside and linked into place: two starts at once agree on one key, and no reader sees half a file.
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w", encoding="utf-8") as file:
        json.dump(key.as_dict(private=True), file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
