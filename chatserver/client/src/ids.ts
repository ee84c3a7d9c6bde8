// Ids that a client chooses, so that a repeated command is known as the same one.

/** 128 random bits. Not crypto.randomUUID: a bureau hall's plain-http network has only getRandomValues. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
