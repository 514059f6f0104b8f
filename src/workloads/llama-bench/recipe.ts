import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
import type { Files } from '../../ports/files.ts';

/** A package of the npm registry, pinned by content. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** SHA-512 of the tarball in base64, as npm writes it. */
  readonly sha512: string;
  /** What is needed of it, as paths in the tarball. */
  readonly members: readonly string[];
}

/** Everything that decides what the built llama-bench is. */
export interface Recipe {
  /** Holds llama.cpp's source as a git bundle. */
  readonly source: PinnedPackage;
  /** Holds llama.cpp's libraries, built from that source. */
  readonly libraries: PinnedPackage;
}

const version = '3.22.1';

/** The bundle of llama.cpp's source in the source package. */
export const bundleMember = 'package/llama/gitRelease.bundle';
/** The folder of libraries in the libraries package. */
export const librariesMember = 'package/bins';

const source: PinnedPackage = {
  name: 'node-llama-cpp',
  version,
  sha512:
    'bltIipuWmc123H7tMIgDGKSsSrhmhlQYeVUC48XTjVW7XGJJiJJyCdlTMzQ/LiWoPkGDpcL4FviDpgw7qfTiDw==',
  members: [bundleMember],
};

const libraries: Readonly<Record<string, PinnedPackage>> = {
  x64: {
    name: '@node-llama-cpp/linux-x64',
    version,
    sha512:
      '5uCCDNqWCNfaAm8aR/Uzxbo4HBpKgNF91kCHPepKhgMgV2OAmatoefbOlMihsqCiH2Od35E/eUHQCFbfRBJuOg==',
    members: [librariesMember],
  },
  arm64: {
    name: '@node-llama-cpp/linux-arm64',
    version,
    sha512:
      'W+7naKCXX9/eEjjFmRS8vvx91QyLXDbeFxexZc3bh/PtQABZgmRL3C0AtYYXn4YGTj/3Qor4lWZn2tpjZFPLdQ==',
    members: [librariesMember],
  },
};

/** Free bytes asked for before a build: it uses about 200 MB, and npm keeps copies in its own cache. */
export const bytesToBuild = 600e6;

/** The folders of llama.cpp that llama-bench includes from. */
export const sourceFolders = ['include', 'ggml/include', 'common', 'vendor', 'tools/llama-bench'];

/** The recipe for a processor, as Node calls it; undefined where no libraries are offered. */
export const recipeFor = (architecture: string): Recipe | undefined => {
  const own = Object.hasOwn(libraries, architecture) ? libraries[architecture] : undefined;
  return own === undefined ? undefined : { source, libraries: own };
};

/** The own source file that is linked into llama-bench. */
export const ownSourcePath = fileURLToPath(new URL('./file-backed-weights.cpp', import.meta.url));

/** Everything that the linker must find among the libraries, in the order in which it is given. */
export const linkedLibraries = (names: readonly string[]): readonly string[] | undefined => {
  // Releases differ in the names: libllama.so, libllama.v0.5.0.so.
  const patterns = [
    /^libllama-common\..*so$/,
    /^libllama\..*so$/,
    /^libggml\..*so$/,
    /^libggml-base\..*so$/,
  ];
  const found = patterns.map((pattern) => names.find((name) => pattern.test(name)));
  return found.every((name) => name !== undefined) ? found : undefined;
};

/** Arguments of the compiler, which runs in the folder of the libraries and writes the program there. */
export const compilerArguments = (
  sourceFolder: string,
  ownSource: string,
  linked: readonly string[],
): readonly string[] => [
  '-std=c++17',
  '-O2',
  '-DNDEBUG',
  ...sourceFolders.map((folder) => `-I${sourceFolder}/${folder}`),
  `${sourceFolder}/tools/llama-bench/llama-bench.cpp`,
  `${sourceFolder}/tools/llama-bench/main.cpp`,
  ownSource,
  '-o',
  'llama-bench',
  // By name, not by path, so that a library without a soname is looked up by the loader too.
  ...linked,
  '-Wl,--wrap=llama_model_default_params',
  // The CPU backends are looked for beside the program as well.
  '-Wl,-rpath,$ORIGIN',
  '-lpthread',
];

/** Names a recipe by its content: other packages, flags or own source make another llama-bench. */
export const recipeDigest = (recipe: Recipe, ownSourceSha256: string): string =>
  createHash('sha256')
    .update(JSON.stringify([recipe, compilerArguments('S', 'O', ['L']), ownSourceSha256]))
    .digest('hex')
    .slice(0, 16);

/** Where the built llama-bench lies in the cache, or would lie; undefined where none can be built. */
export const builtPath = async (
  cacheFolder: string,
  architecture: string,
  files: Files,
): Promise<Result<string | undefined, Failure>> => {
  const recipe = recipeFor(architecture);
  if (recipe === undefined) return success(undefined);
  const own = await files.digest(ownSourcePath, 'sha256');
  return own.ok
    ? success(`${cacheFolder}/llama-bench/${recipeDigest(recipe, own.value)}/llama-bench`)
    : own;
};
