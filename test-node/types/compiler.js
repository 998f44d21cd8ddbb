'use strict';

// Type-checks programs as in a project that has gocluster and one version of @types/node installed. Used by the tests of
// this folder.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const ts = require('typescript');

const ROOT = path.join(__dirname, '..', '..');
const PROGRAMS = path.join(__dirname, 'programs');
/** The folders that entry points are in. */
const PARTS = ['lib', 'observe', 'supervisor'];
const TYPES = /\.d\.m?ts$/;

/** The versions of @types/node that are installed here. */
const TYPES_NODE = [18, 20, 22, 24, 26];

/** How a project may resolve its imports. */
const RESOLUTIONS = {
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  node10: { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
};

/** A folder with these programs and the types of gocluster as npm install puts them there. */
function makeProject(t, programs, version) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-types-')));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const installed = path.join(folder, 'node_modules', 'gocluster');
  for (const part of PARTS) {
    fs.mkdirSync(path.join(installed, part), { recursive: true });
    for (const name of fs.readdirSync(path.join(ROOT, part)).filter((each) => TYPES.test(each)))
      fs.copyFileSync(path.join(ROOT, part, name), path.join(installed, part, name));
  }
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(installed, 'package.json'));
  fs.mkdirSync(path.join(folder, 'node_modules', '@types'));
  fs.symlinkSync(
    path.join(__dirname, 'node_modules', `types-node-${version}`),
    path.join(folder, 'node_modules', '@types', 'node'),
  );
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  for (const name of programs) {
    fs.copyFileSync(path.join(PROGRAMS, name), path.join(folder, name));
  }
  return folder;
}

/**
 * @param {import('node:test').TestContext} t the project goes with the test
 * @param {string[]} programs files of ./programs
 * @param {object} project
 * @param {number} project.version of @types/node
 * @param {keyof RESOLUTIONS} project.resolution
 * @param {import('typescript').CompilerOptions} [project.options]
 * @returns {string[]} what the compiler finds wrong, in the programs and in gocluster's types
 */
function check(t, programs, { version, resolution, options }) {
  const folder = makeProject(t, programs, version);
  const program = ts.createProgram(
    programs.map((name) => path.join(folder, name)),
    {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
      types: ['node'],
      typeRoots: [path.join(folder, 'node_modules', '@types')],
      ...RESOLUTIONS[resolution],
      ...options,
    },
  );
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder));
  const found = [
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
  return found.map(({ file, messageText }) => {
    const where = file ? `${path.relative(folder, file.fileName)}: ` : '';
    return where + ts.flattenDiagnosticMessageText(messageText, '\n');
  });
}

module.exports = { RESOLUTIONS, TYPES_NODE, check, makeProject };
