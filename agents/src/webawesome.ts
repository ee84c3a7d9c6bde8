// The Web Awesome parts that the console uses, in Chinese and English, with icons from this site: nothing is fetched elsewhere.
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/divider/divider.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/translations/zh-cn.js';
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import check from './wa-icons/check.svg?url';
import xmark from './wa-icons/xmark.svg?url';

const ADDRESSES: Readonly<Record<string, string>> = { check, xmark };

// its own icons are data: addresses, which connect-src 'self' refuses
for (const library of ['system', 'default']) registerIconLibrary(library, { resolver: (name) => ADDRESSES[name] ?? '' });
