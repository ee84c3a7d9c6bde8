// Where files come from: the system's chooser, the camera of a phone, what is dropped and what is pasted.
import { ACCEPTED } from './uploads.ts';

/** Has the person choose files; none when they think better of it. `camera`: take a photo at once, where there is one. */
export function chooseFiles({ camera = false, multiple = true } = {}): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = camera ? 'image/jpeg,image/png' : ACCEPTED;
  input.multiple = multiple && !camera;
  if (camera) input.capture = 'environment';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** Phones and tablets have a camera that the browser can open by itself. */
export function hasCamera(): boolean {
  return matchMedia('(pointer: coarse)').matches && 'capture' in HTMLInputElement.prototype;
}

/** Files of a paste or a drop; none for text, so that it goes where it was meant to. */
export function filesOf(transfer: DataTransfer | null): File[] {
  return transfer?.types.includes('Files') ? [...transfer.files] : [];
}

/** Takes what is dropped on `place` or pasted in it; `over` tells whether something hangs above it. Returns how to stop. */
export function receive(place: EventTarget, take: (files: File[]) => void, over: (hangs: boolean) => void): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const on = <E extends Event>(name: string, heard: (event: E) => void): void => place.addEventListener(name, heard as EventListener, options);
  on<DragEvent>('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    over(true);
  });
  on<DragEvent>('dragleave', () => over(false));
  on<DragEvent>('drop', (event) => {
    over(false);
    taken(event, event.dataTransfer);
  });
  on<ClipboardEvent>('paste', (event) => taken(event, event.clipboardData));

  function taken(event: Event, transfer: DataTransfer | null): void {
    const files = filesOf(transfer);
    if (!files.length) return;
    event.preventDefault();
    take(files);
  }
  return () => stop.abort();
}
