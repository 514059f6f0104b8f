/** A fence, what is in it, and the same fence again. */
const fenced = /^(`{3,})[^\n`]*\n.*?^\1$/gms;

/** A link or a picture that leads anywhere but to a place of the text or to a drawing beside it. */
const leadsAway = /\]\((?!#|figures\/)/g;

const disarm = (text: string): string => text.replaceAll('<', '&lt;').replaceAll(leadsAway, ']\\(');

/**
 * A Markdown of this program in which what came from elsewhere (a title, a name of a host or a model, words
 * of another program) makes no HTML, loads no picture and leads nowhere. The program writes none of these
 * itself, so nothing else changes. What stands between fences stays as it is.
 */
export const inertMarkdown = (markdown: string): string => {
  const parts: string[] = [];
  let done = 0;
  for (const { 0: block, index } of markdown.matchAll(fenced)) {
    parts.push(disarm(markdown.slice(done, index)), block);
    done = index + block.length;
  }
  return [...parts, disarm(markdown.slice(done))].join('');
};
