import { moment } from "@/ui/format";
import css from "./said.module.css";

interface Props {
  text: string;
  /** What people call it that the sentence names; nothing where the name itself is what people say. */
  called?: (name: string) => string | undefined;
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z/g;

/** A sentence in which names stand between backticks, and instants as machines write them. */
export function Said({ text, called }: Props) {
  // Every second piece stood between two backticks.
  return text.split("`").map((piece, index) => {
    if (index % 2 === 0) return piece.replace(INSTANT, moment);
    const found = called?.(piece);
    return found === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence never change places.
      <code key={index}>{piece}</code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <b key={index} className={css.named} title={piece}>
        {found}
      </b>
    );
  });
}
