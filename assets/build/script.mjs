// One script of the site or of a page: bundled, minified, a module.
import { build } from 'esbuild'
import { join } from 'node:path'

export async function compileScript(root, name) {
  const result = await build({
    entryPoints: [join(root, 'scripts', `${name}.js`)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome99', 'firefox97', 'safari15.4'],
    legalComments: 'none',
    write: false,
  })
  return result.outputFiles[0].contents
}
