// @ts-check
// The entry: what every page loads. One bundle, so that htmx never starts
// before the modules that listen to it.

import "htmx.org"
import "./dialog.js"
import "./list.js"
import "./matrix.js"
import "./net.js"
import "./say.js"
import "./theme.js"
import { listen } from "./keys.js"

listen()
