// Runs every *.test.ts on Node's own test runner. Each is bundled first: Node 20 does not read TypeScript, and a
// bundle resolves imports exactly as the front ends' builds do. Tests run in the repository's root folder.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const output = join(root, '.cache', 'typescript-tests');
const places = ['tests', 'widget/src', 'agents/src', 'chatserver/client/src'];

const tests = places
  .flatMap((place) => readdirSync(join(root, place), { recursive: true }).map((name) => join(root, place, name)))
  .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'));

rmSync(output, { recursive: true, force: true });
const input = Object.fromEntries(tests.map((name) => [relative(root, name).replaceAll(/[/.]/g, '-'), name]));
const bundle = await rolldown({ input, cwd: root, platform: 'node', external: /^node:/, tsconfig: 'tsconfig.base.json' });
const { output: chunks } = await bundle.write({ dir: output, entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs', sourcemap: true });

const files = chunks.filter((chunk) => chunk.isEntry).map((chunk) => join(output, chunk.fileName));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test-reporter=spec', '--test-timeout=120000', '--test', ...files], { cwd: root, stdio: 'inherit' });
process.exit(run.status ?? 1);
