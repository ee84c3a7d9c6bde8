// Files whose term is over: no part of the talk's own fold, as it happens long after the end, to hardly any open page.
import type { SharedFile, WireEvent } from './wire.gen.ts';

/** Returns `files` after one more event. */
export function foldRemoved(files: readonly SharedFile[], event: WireEvent): readonly SharedFile[] {
  if (event.type !== 'file.removed') return files;
  return files.map((file) => (file.file_id === event.body.file_id ? { ...file, removed_at: event.at } : file));
}
