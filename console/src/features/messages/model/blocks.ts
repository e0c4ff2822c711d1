// What can be put into a page, in MJML or HTML, and where it goes.

/** As what the label of a block is carried while it is dragged. */
export const DRAGGED = "application/x-clew-block";

/** Something that can be put into a page. */
export interface Block {
  label: string;
  hint: string;
  /** Inside a column, or a section of its own. */
  where: "column" | "body";
  /** As MJML writes it. */
  text: string;
  /** As HTML writes it; missing where only MJML has it. */
  html?: string;
  /** Whether it is one that templates share. */
  fragment?: boolean;
}

export const BLOCKS: readonly Block[] = [
  {
    label: "Text",
    hint: "A paragraph",
    where: "column",
    text: "<mj-text>Write here.</mj-text>",
    html: "<p>Write here.</p>",
  },
  {
    label: "Heading",
    hint: "A large line",
    where: "column",
    text: '<mj-text font-size="22px" font-weight="600">A heading</mj-text>',
    html: "<h1>A heading</h1>",
  },
  {
    label: "Button",
    hint: "A link that is seen",
    where: "column",
    text: '<mj-button href="https://example.com">Have a look</mj-button>',
    html: '<p><a href="https://example.com" style="display:inline-block;padding:10px 20px;border-radius:6px;background:#222222;color:#ffffff;text-decoration:none">Have a look</a></p>',
  },
  {
    label: "Image",
    hint: "With words for those who don’t see it",
    where: "column",
    text: '<mj-image src="https://example.com/picture.png" alt="What it shows" />',
    html: '<img src="https://example.com/picture.png" alt="What it shows" style="max-width:100%">',
  },
  {
    label: "Divider",
    hint: "A thin line",
    where: "column",
    text: '<mj-divider border-width="1px" border-color="#dddddd" />',
    html: '<hr style="border:0;border-top:1px solid #dddddd">',
  },
  {
    label: "Space",
    hint: "Some air",
    where: "column",
    text: '<mj-spacer height="24px" />',
    html: '<div style="height:24px"></div>',
  },
  {
    label: "Two columns",
    hint: "Side by side; one below the other on phones",
    where: "body",
    text: "<mj-section>\n  <mj-column>\n    <mj-text>Left</mj-text>\n  </mj-column>\n  <mj-column>\n    <mj-text>Right</mj-text>\n  </mj-column>\n</mj-section>",
    html: '<table role="presentation" width="100%"><tr>\n  <td width="50%">Left</td>\n  <td width="50%">Right</td>\n</tr></table>',
  },
];

/** A fragment that templates share, as a block. */
export const fragmentBlock = (id: string, name: string): Block => ({
  label: name,
  hint: "A fragment that templates share",
  where: "body",
  text: `<mj-include path="${id}" />`,
  fragment: true,
});

/** Whether a page is written in MJML; HTML otherwise. */
export const isMjml = (page: string): boolean => /<mjml[\s>]/i.test(page);

/** Puts a block into a page: behind what stands at the cursor, else at the end of the last place for it. */
export function insertBlock(page: string, cursor: number, block: Block): { page: string; at: number } {
  if (!isMjml(page) && page.trim() !== "" && block.html !== undefined)
    return insertHtml(page, cursor, block.html);
  const tag = block.where === "column" ? "mj-column" : "mj-body";
  const place = placeIn(page, cursor, tag);
  if (place === null) return { page: `${page}\n${block.text}\n`, at: page.length + 1 };
  const outer = indentAt(page, place.closing);
  const indent = `${outer}  `;
  const text = indented(block.text, indent);
  if (place.behind !== null) {
    const put = `\n${text}`;
    return {
      page: page.slice(0, place.behind) + put + page.slice(place.behind),
      at: place.behind + put.length,
    };
  }
  const at = place.closing;
  const line = page.lastIndexOf("\n", at - 1) + 1;
  const own = page.slice(line, at).trim() === "" && line > 0;
  const from = own ? line : at;
  const put = own ? `${text}\n` : `\n${text}\n${outer}`;
  return { page: page.slice(0, from) + put + page.slice(from), at: from + put.length };
}

/** Where a container that takes it ends, and where in it what the cursor stands in ends. */
function placeIn(
  page: string,
  cursor: number,
  tag: string,
): { closing: number; behind: number | null } | null {
  const close = `</${tag}>`;
  const after = page.indexOf(close, cursor);
  const closing = after >= 0 ? after : page.lastIndexOf(close);
  if (closing < 0) return null;
  const opened = page.lastIndexOf(`<${tag}`, closing);
  const begin = page.indexOf(">", opened) + 1;
  if (opened < 0 || cursor < begin || cursor > closing) return { closing, behind: null };
  for (const end of childrenOf(page, begin, closing)) if (cursor <= end) return { closing, behind: end };
  return { closing, behind: null };
}

/** Where each element ends that stands directly between two places. */
function childrenOf(page: string, from: number, to: number): number[] {
  const found: number[] = [];
  let depth = 0;
  for (const tag of page.slice(from, to).matchAll(/<(\/?)(mj-[\w-]+)[^>]*?(\/?)>/g)) {
    const [whole, closes, , alone] = tag;
    if (closes) depth -= 1;
    else if (!alone) depth += 1;
    if (depth === 0) found.push(from + tag.index + whole.length);
  }
  return found;
}

/** In HTML: below the line of the cursor, within the body. */
function insertHtml(page: string, cursor: number, html: string): { page: string; at: number } {
  const body = page.search(/<body[^>]*>/i);
  const begin = body < 0 ? 0 : page.indexOf(">", body) + 1;
  const ends = page.search(/<\/body>/i);
  const end = ends < 0 ? page.length : ends;
  const next = page.indexOf("\n", cursor);
  const line = cursor < begin || next < 0 || next > end ? end : next;
  const put = `${line === end && page[end - 1] !== "\n" ? "\n" : ""}${line === end ? "" : "\n"}${html}${line === end ? "\n" : ""}`;
  return { page: page.slice(0, line) + put + page.slice(line), at: line + put.length };
}

const indentAt = (page: string, at: number): string =>
  /^[ \t]*/.exec(page.slice(page.lastIndexOf("\n", at - 1) + 1))?.[0] ?? "";

const indented = (text: string, indent: string): string =>
  text
    .split("\n")
    .map((line) => indent + line)
    .join("\n");
