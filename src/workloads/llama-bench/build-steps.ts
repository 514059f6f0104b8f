import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { callTool, insteadOfBuilding, type FoundTools } from './build-tools.ts';
import type { LlamaBenchPorts } from './llama-bench.ts';
import {
  bundleMember,
  compilerArguments,
  librariesMember,
  linkedLibraries,
  ownSourcePath,
  sourceFolders,
  type PinnedPackage,
} from './recipe.ts';

/** What every step of a build works with. */
export interface Build {
  readonly ports: LlamaBenchPorts;
  readonly tools: FoundTools;
  /** A private folder for everything on the way. */
  readonly folder: string;
  readonly signal?: AbortSignal;
}

const provisionFailed = (step: string, problem: string, hint: string): Result<never, Failure> =>
  failed({ reason: 'provision-failed', step, problem, hint });

const label = ({ name, version }: PinnedPackage): string => `${name}@${version}`;

/** Fetches a package as a tarball; nothing of it is run or installed. */
export const fetchPackage = async (
  build: Build,
  pinned: PinnedPackage,
  folder: string,
): Promise<Result<string, Failure>> => {
  const { ports, tools, signal } = build;
  const step = `fetch ${label(pinned)}`;
  const made = await ports.files.makeFolder(folder);
  if (!made.ok) return made;
  const packed = await callTool(
    {
      step,
      command: tools.npm,
      args: ['pack', label(pinned), '--ignore-scripts', '--pack-destination', folder],
      // Not the user's folder: a project's .npmrc and workspaces have no say here.
      cwd: folder,
      env: { npm_config_loglevel: 'error', npm_config_update_notifier: 'false' },
      hint: `check the network and npm's registry ('npm ping'); or ${insteadOfBuilding}`,
    },
    ports.processes,
    signal,
  );
  if (!packed.ok) return packed;
  const names = await ports.files.list(folder);
  if (!names.ok) return names;
  const tarball = names.value.find((name) => name.endsWith('.tgz'));
  return tarball === undefined
    ? provisionFailed(step, `'npm pack' left no tarball in '${folder}'`, insteadOfBuilding)
    : success(`${folder}/${tarball}`);
};

/** Compares a tarball with what the recipe was written for. */
export const verifyPackage = async (
  { ports }: Build,
  pinned: PinnedPackage,
  tarball: string,
): Promise<Result<void, Failure>> => {
  const digest = await ports.files.digest(tarball, 'sha512');
  if (!digest.ok) return digest;
  const got = Buffer.from(digest.value, 'hex').toString('base64');
  return got === pinned.sha512
    ? success(undefined)
    : provisionFailed(
        `verify ${label(pinned)}`,
        `the package's SHA-512 is '${got}', expected '${pinned.sha512}'; nothing of it was used`,
        `your registry delivers another content under this version: set npm's registry to one that you trust; or ${insteadOfBuilding}`,
      );
};

/** Takes out of a tarball what the recipe needs. */
export const unpackPackage = (
  { ports, tools, signal }: Build,
  pinned: PinnedPackage,
  tarball: string,
  folder: string,
): Promise<Result<unknown, Failure>> =>
  callTool(
    {
      step: `unpack ${label(pinned)}`,
      command: tools.tar,
      args: [
        '-xzf',
        tarball,
        '-C',
        folder,
        '--no-same-owner',
        '--no-same-permissions',
        ...pinned.members,
      ],
      hint: `check the free space; or ${insteadOfBuilding}`,
    },
    ports.processes,
    signal,
  );

/** Checks out of the bundle the folders that llama-bench is compiled from. */
export const checkOutSource = async (
  { ports, tools, signal }: Build,
  packageFolder: string,
  sourceFolder: string,
): Promise<Result<unknown, Failure>> => {
  const git = (...args: readonly string[]) =>
    callTool(
      {
        step: 'check out the source',
        command: tools.git,
        args,
        // The user's settings (hooks, line ends, templates) have no say in what is compiled.
        env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
        hint: `check the git version ('git --version', 2.20 or later); or ${insteadOfBuilding}`,
      },
      ports.processes,
      signal,
    );
  const bundle = `${packageFolder}/${bundleMember}`;
  const cloned = await git('clone', '--quiet', '--no-checkout', bundle, sourceFolder);
  if (!cloned.ok) return cloned;
  return git('-C', sourceFolder, 'checkout', '--quiet', 'HEAD', '--', ...sourceFolders);
};

/** Copies the libraries, CPU backends included, to where the program will look for them. */
export const placeLibraries = async (
  { ports: { files } }: Build,
  packageFolder: string,
  installFolder: string,
): Promise<Result<readonly string[], Failure>> => {
  const made = await files.makeFolder(installFolder);
  if (!made.ok) return made;
  // The folder's name is the platform's and may differ between releases.
  const platforms = await files.list(`${packageFolder}/${librariesMember}`);
  if (!platforms.ok) return platforms;
  for (const platform of platforms.value) {
    const folder = `${packageFolder}/${librariesMember}/${platform}`;
    const names = await files.list(folder);
    if (!names.ok) return names;
    const libraries = names.value.filter((name) => /^lib.*\.so$/.test(name));
    const linked = linkedLibraries(libraries);
    if (linked === undefined) continue;
    for (const name of libraries) {
      const copied = await files.copy(`${folder}/${name}`, `${installFolder}/${name}`);
      if (!copied.ok) return copied;
    }
    return success(linked);
  }
  return provisionFailed(
    'place the libraries',
    'the package holds no complete set of libllama-common, libllama, libggml and libggml-base',
    insteadOfBuilding,
  );
};

/** Compiles llama-bench and links it to the libraries beside it. */
export const compile = (
  { ports, tools, signal }: Build,
  sourceFolder: string,
  installFolder: string,
  linked: readonly string[],
): Promise<Result<unknown, Failure>> =>
  callTool(
    {
      step: 'compile llama-bench',
      command: tools.compiler,
      args: compilerArguments(sourceFolder, ownSourcePath, linked),
      cwd: installFolder,
      hint: `a C++17 compiler for this machine's glibc is needed (g++ 9 or later); or ${insteadOfBuilding}`,
    },
    ports.processes,
    signal,
  );
