/** Tags whose content is a quote or code. */
const QUOTING_TAG = /<(\/?)(?:blockquote|q|pre|code|samp|kbd|tt|xmp)(?=[\s/>])/gi;

/** How many quoting tags are open after some HTML. `open`: before it. */
export function quotingDepth(open: number, html: string): number {
  let depth = open;
  for (const [, closing] of html.matchAll(QUOTING_TAG)) {
    if (closing === '') depth += 1;
    else if (depth > 0) depth -= 1;
  }
  return depth;
}
