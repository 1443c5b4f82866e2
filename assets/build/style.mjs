// Sass to two stylesheets, left-to-right and right-to-left. GOV.UK Frontend places things by left and right, so rtlcss mirrors it;
// our own rules use logical properties and come through unchanged. Two files, of which a reader ever fetches one.
import { transform } from 'esbuild'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import rtlcss from 'rtlcss'
import * as sass from 'sass'

export async function compileStyle(root, name, output) {
  const { css } = sass.compile(join(root, 'styles', `${name}.scss`), {
    loadPaths: [join(root, 'node_modules'), join(root, 'styles')],
    quietDeps: true,
    logger: { warn: (message) => { throw new Error(message) } },
    url: pathToFileURL(root),
  })
  const plain = withFiles(withOwnColours(css), output)
  return { ltr: await minify(plain), rtl: await minify(rtlcss.process(plain)) }
}

// Every colour of GOV.UK Frontend is set by our tokens; its own fallbacks are dropped.
function withOwnColours(css) {
  return css.replace(/var\((--govuk-[a-z-]+-colour),\s*[^)]+\)/g, 'var($1)')
}

function withFiles(css, output) {
  return css.replace(/url\("?asset:([^")]+)"?\)/g, (_, name) => `url("${output.named(name)}")`)
}

async function minify(css) {
  const target = ['chrome99', 'firefox97', 'safari15.4']
  const { code, warnings } = await transform(css, { loader: 'css', minify: true, target, legalComments: 'none' })
  if (warnings.length) throw new Error(warnings.map((warning) => warning.text).join('\n'))
  return code
}
