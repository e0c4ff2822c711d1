import { moment } from "@/ui/format";
import css from "./said.module.css";

interface Props {
  text: string;
  /** What people call it that the sentence names; nothing where the name itself is what people say. */
  called?: (name: string) => string | undefined;
}

/** A sentence of the engine's as it begins where it stands alone. */
export const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z/g;

/** A sentence in which names stand between backticks (between two, with their own), and instants as machines write them. */
export function Said({ text, called }: Props) {
  // Every second piece stood between backticks.
  return text.split(/(``.+?``|`[^`]+`)/).map((piece, index) => {
    if (index % 2 === 0) return piece.replace(INSTANT, moment);
    const name = piece.startsWith("``") ? piece.slice(2, -2).trim() : piece.slice(1, -1);
    const found = called?.(name);
    return found === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence never change places.
      <code key={index} className={css.code}>
        {name}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <b key={index} className={css.named} title={name}>
        {found}
      </b>
    );
  });
}
