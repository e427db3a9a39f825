// @ts-check
// The entry: what every page loads. One bundle, so that htmx never starts
// before the modules that listen to it.

import "htmx.org"
import "./agreement.js"
import "./bar.js"
import "./beside.js"
import "./bulk.js"
import "./chain.js"
import "./claims.js"
import "./codebook.js"
import "./conflicts.js"
import "./evidence.js"
import "./dialog.js"
import "./fields.js"
import "./find.js"
import "./how.js"
import "./import.js"
import "./library.js"
import "./list.js"
import "./lineage.js"
import "./life.js"
import "./drop.js"
import "./margins.js"
import "./matrix.js"
import "./net.js"
import "./palette.js"
import "./proposed.js"
import "./history.js"
import "./hits.js"
import "./reader.js"
import "./record.js"
import "./say.js"
import "./steps.js"
import "./suggested.js"
import "./taking.js"
import "./theme.js"
import { listen, on } from "./keys.js"
import { toast } from "./say.js"
import { tr } from "./texts.js"

on("sheets", { print: () => window.print() })
listen(() => {
  if (document.documentElement.hasAttribute("data-read-only")) toast(tr("This key can do nothing here: the case can only be read."))
})

// On a narrow page the rooms are a strip: the one that is open is in sight.
const room = document.querySelector(".nav [aria-current=page]")
const strip = room?.closest("nav")
if (room instanceof HTMLElement && strip) strip.scrollLeft = room.offsetLeft - (strip.clientWidth - room.offsetWidth) / 2
