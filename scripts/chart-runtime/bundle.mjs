/** Bundles the script that makes charts of the drawings in report.html, with what it is made of. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The folders of the packages that went into a bundle. */
const packagesOf = ({ inputs }) => [
  ...new Set(
    Object.keys(inputs).flatMap(
      (file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
    ),
  ),
];

const licenseOf = (folder) => {
  const name = existsSync(folder)
    ? readdirSync(folder).find((file) => /^licen[cs]e/i.test(file))
    : undefined;
  return name === undefined ? '' : readFileSync(join(folder, name), 'utf8').trim();
};

/** Each licence once, under the names of the packages that stand under it. */
const noticesOf = (root, folders) => {
  const byText = new Map();
  for (const folder of folders.toSorted()) {
    const { name, version, license } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    );
    const text = licenseOf(join(root, folder)) || license;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  }
  return [...byText].map(([text, names]) => `${names.join(', ')}\n\n${text}`).join('\n\n---\n\n');
};

/** Writes the bundle; its first comment holds the licences of all that is in it. */
export const bundleChartRuntime = (root, outfile) => {
  const options = {
    absWorkingDir: root,
    entryPoints: ['scripts/chart-runtime.mjs'],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
  };
  const { metafile } = buildSync({ ...options, metafile: true, write: false });
  const notices = noticesOf(root, packagesOf(metafile)).replaceAll('*/', '* /');
  buildSync({ ...options, outfile, banner: { js: `/*!\n${notices}\n*/` } });
};
