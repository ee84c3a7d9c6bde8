// A page of a bureau whose hub has another address: what it does with the hub's files.
import { type FileAccess, save } from '../../../chatserver/client/src/files/access.ts';
import { showPicture } from '../../../chatserver/client/src/files/daoban-picture.ts';

const here = (hub: string): FileAccess => ({
  hub,
  proof: async () => ({}),
  link: async () => ({ url: '/files/gone' }) as Awaited<ReturnType<FileAccess['link']>>,
});

Object.assign(globalThis, {
  saveFrom: (hub: string) => save(here(hub), 's', 'f'),
  lookAt: async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
    canvas.getContext('2d')?.fillRect(0, 0, 40, 30);
    const content = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (content) await showPicture(document.body, content, 'a.png', 'en');
  },
});
