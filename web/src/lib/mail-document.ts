/**
 * The HTML of a mail, made harmless: only known elements, no attribute but a few, no address that anything is loaded from
 * or that leads anywhere. It is shown in a frame that lets nothing run in any case (ui/mail-frame); this keeps it from
 * asking for anything, and its look from being lost, for the policy of our pages takes no style of others (SEC-19).
 */

const elements = new Set(
  'A B BLOCKQUOTE BR CODE DD DIV DL DT EM H1 H2 H3 H4 H5 H6 HR I LI OL P PRE S SMALL SPAN STRONG SUB SUP TABLE TBODY TD TFOOT TH THEAD TR U UL'.split(
    ' ',
  ),
);
/** What is within them is no text for people. */
const withContent = new Set(
  'SCRIPT STYLE TEMPLATE TITLE HEAD NOSCRIPT NOEMBED NOFRAMES IFRAME FRAME FRAMESET OBJECT EMBED APPLET XMP PLAINTEXT TEXTAREA SELECT OPTION BUTTON INPUT DIALOG AUDIO VIDEO CANVAS'.split(
    ' ',
  ),
);
const attributes: Readonly<Record<string, RegExp>> = {
  colspan: /^\d{1,3}$/,
  rowspan: /^\d{1,3}$/,
  dir: /^(ltr|rtl|auto)$/,
  lang: /^[\w-]{1,20}$/,
};
/** Of a look only what stays in its place. */
const properties =
  'color background-color font-family font-size font-style font-weight line-height text-align text-decoration-line letter-spacing word-break white-space vertical-align margin-top margin-right margin-bottom margin-left padding-top padding-right padding-bottom padding-left border-top border-right border-bottom border-left border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius border-collapse width max-width display list-style-type'.split(
    ' ',
  );
const plainValue = /^[\w\s#.,%()'"+/-]{1,200}$/;
const loads = /url|image|var|env|attr|expression|element|paint|src/i;
const deepest = 200;

/** A whole document for `srcdoc`. Its style sheet has the page's nonce. */
export function mailDocument(html: string, nonce: string): string {
  const source = new DOMParser().parseFromString(quieted(html), 'text/html');
  const target = document.implementation.createHTMLDocument('');
  const rules: string[] = [];
  copyInto(target.body, source.body, rules, 0);
  const style = [`html{color-scheme:light;background:#fff}body{margin:16px;font:15px/1.5 sans-serif}`, ...rules].join(
    '',
  );
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">`,
    `<style nonce="${nonce}">${style}</style></head><body>`,
    target.body.innerHTML,
    '</body></html>',
  ].join('');
}

/** The browser holds even what it only reads to the policy, and would tell the console of every style. */
function quieted(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)(\s*=)/gi, '$1data-$2$3'));
}

function copyInto(target: Element, source: Node, rules: string[], depth: number): void {
  if (depth > deepest) return;
  for (const node of source.childNodes) {
    if (node instanceof Text) target.append(node.data);
    if (!(node instanceof HTMLElement)) continue;
    const name = node.tagName.toUpperCase();
    if (withContent.has(name)) continue;
    // What is not known is passed over, and what it holds is not.
    const copy = elements.has(name) ? target.ownerDocument.createElement(name === 'A' ? 'U' : name) : null;
    if (copy) {
      for (const [attribute, value] of Object.entries(attributes)) {
        const given = node.getAttribute(attribute);
        if (given !== null && value.test(given)) copy.setAttribute(attribute, given);
      }
      const look = lookOf(node.getAttribute('data-style') ?? '');
      if (look !== '') copy.className = `m${rules.push(`.m${rules.length}{${look}}`) - 1}`;
      target.append(copy);
    }
    copyInto(copy ?? target, node, rules, depth + 1);
  }
}

/** Read by the browser itself, and only what is listed taken out of what it understood. */
function lookOf(style: string): string {
  if (style === '' || /[{}<>@\\]|\/\*/.test(style)) return '';
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`x{${style}}`);
  const rule = sheet.cssRules[0];
  if (!(rule instanceof CSSStyleRule)) return '';
  return properties
    .map((property) => [property, rule.style.getPropertyValue(property)] as const)
    .filter(([, value]) => plainValue.test(value) && !loads.test(value))
    .map(([property, value]) => `${property}:${value}`)
    .join(';');
}
