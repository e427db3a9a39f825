// @ts-check
// The entry: what every page loads. One bundle, so that htmx never starts
// before the modules that listen to it.

import "htmx.org"
import "./claims.js"
import "./dialog.js"
import "./fields.js"
import "./import.js"
import "./library.js"
import "./list.js"
import "./life.js"
import "./drop.js"
import "./matrix.js"
import "./net.js"
import "./reader.js"
import "./say.js"
import "./theme.js"
import { listen } from "./keys.js"

listen()
