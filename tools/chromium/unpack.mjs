// Unpacks @sparticuz/chromium beside this file: ./browser and the libraries a bare system lacks in ./al2023/lib.
// Our own few lines instead of the package's executablePath(), which unpacks into the shared temporary folder and
// wants --single-process.
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-fs';

const here = import.meta.dirname;
const packed = (name) => createReadStream(`${here}/node_modules/@sparticuz/chromium/bin/${name}.br`);

await pipeline(packed('chromium'), createBrotliDecompress(), createWriteStream(`${here}/browser`));
await chmod(`${here}/browser`, 0o755);
await pipeline(packed('al2023.tar'), createBrotliDecompress(), extract(`${here}/al2023`));
await pipeline(packed('swiftshader.tar'), createBrotliDecompress(), extract(here));
