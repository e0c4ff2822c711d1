/** A line of a text and what became of it. */
export interface Line {
  sort: "same" | "gone" | "new" | "gap";
  text: string;
}

// Beyond this, comparing every line with every other takes longer than anybody waits.
const MOST = 4_000_000;
const AROUND = 2;

/** Which lines of a text went and which came, each with a little of what stands around it. */
export function linesOf(before: string, after: string): Line[] {
  const old = before.split("\n");
  const now = after.split("\n");
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  const changed = between(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const same = (text: string): Line => ({ sort: "same", text });
  return folded([...old.slice(0, head).map(same), ...changed, ...old.slice(old.length - tail).map(same)]);
}

/** The same for what neither begins nor ends alike: as much as can be is kept. */
function between(old: string[], now: string[]): Line[] {
  const gone = (text: string): Line => ({ sort: "gone", text });
  const fresh = (text: string): Line => ({ sort: "new", text });
  if (old.length * now.length > MOST) return [...old.map(gone), ...now.map(fresh)];
  // How many lines are kept at most from here to the end.
  const width = now.length + 1;
  const kept = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => kept[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = now.length - 1; column >= 0; column -= 1)
      kept[row * width + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: Line[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      lines.push({ sort: "same", text: old[row] ?? "" });
      row += 1;
      column += 1;
    } else if (column >= now.length || (row < old.length && at(row + 1, column) >= at(row, column + 1))) {
      lines.push(gone(old[row] ?? ""));
      row += 1;
    } else {
      lines.push(fresh(now[column] ?? ""));
      column += 1;
    }
  }
  return lines;
}

/** Without what is far from any change. */
function folded(lines: Line[]): Line[] {
  const near = lines.map((_, place) =>
    lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some((line) => line.sort !== "same"),
  );
  return lines.flatMap((line, place): Line[] => {
    if (near[place]) return [line];
    return place === 0 || near[place - 1] ? [{ sort: "gap", text: "" }] : [];
  });
}
