#!/bin/sh
# Bundles what the browser loads into dist/, under names that carry a hash of
# their content, so that a browser may keep each file for ever. meta.json says
# which name became which; assets.go embeds both.
set -eu
cd "$(dirname "$0")"

entries="js/app.js css/app.css css/report.css img/icons.svg img/favicon.svg"
if [ -f js/life-worker.js ]; then
	entries="$entries js/life-worker.js"
fi

find dist -mindepth 1 ! -name .keep -delete

# shellcheck disable=SC2086 # the entries are words
"${GO:-go}" tool esbuild $entries \
	--bundle --minify --format=esm --target=es2022 \
	--entry-names='[name]-[hash]' --asset-names='[name]-[hash]' \
	--loader:.woff2=file --loader:.svg=copy \
	--legal-comments=none --log-level=warning \
	--metafile=dist/meta.json --outdir=dist

# The licences of what went in travel with it.
for name in htmx.org @fontsource-variable/inter @fontsource-variable/source-serif-4; do
	printf '%s\n\n' "$name"
	cat "node_modules/$name/LICENSE"
	printf '\n\n'
done >dist/licences.txt
