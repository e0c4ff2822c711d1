import { TextInput } from "@mantine/core";
import {
  type Icon,
  IconArrowRight,
  IconBolt,
  IconCalendar,
  IconHash,
  IconLetterT,
  IconList,
  IconSearch,
  IconShieldCheck,
  IconSparkles,
  IconToggleLeft,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { finding } from "@/ui/finding";
import { compact, percent } from "@/ui/format";
import { OneStop } from "@/ui/one-stop";
import { type Palette, type Word, wordsOf } from "../drafts";
import { useConsentNames } from "../use-consents";
import { useDragged } from "./dragging";
import css from "./palette.module.css";

const ICONS = {
  text: IconLetterT,
  number: IconHash,
  date: IconCalendar,
  flag: IconToggleLeft,
  list: IconList,
  object: IconList,
  any: IconLetterT,
  event: IconBolt,
  segment: IconUsersGroup,
  sequence: IconArrowRight,
  group: IconList,
};
const SIGNS: Partial<Record<Word["group"], Icon>> = { Consent: IconShieldCheck, Scores: IconSparkles };
const GROUPS: Word["group"][] = ["Events", "People", "Traits", "Scores", "Segments", "Consent", "More"];
/** What the figures at the right of a group mean. */
const FIGURES: Partial<Record<Word["group"], string>> = { Events: "in 30 days", People: "known of" };
const MOST = 12;

/** Words to drag into the canvas, or to add by a click: events first, then what people have. */
export function PaletteView({
  palette,
  own,
  onAdd,
}: {
  palette: Palette;
  own?: string;
  onAdd: (word: Word) => void;
}) {
  const [sought, setSought] = useState("");
  const [opened, setOpened] = useState<string[]>([]);
  const consentName = useConsentNames();
  const words = useMemo(
    () => wordsOf(palette, own, percent, compact, consentName),
    [palette, own, consentName],
  );
  const typed = sought.trim();
  const found = finding(typed);
  const fits = words.filter((word) => found(`${word.label} ${word.keywords}`));
  const [first] = GROUPS.flatMap((group) => fits.filter((word) => word.group === group));
  return (
    <div className={css.palette}>
      <TextInput
        aria-label="Search fields and events"
        placeholder="Search fields and events"
        leftSection={<IconSearch size={14} stroke={1.8} />}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !typed || !first) return;
          onAdd(first);
          setSought("");
        }}
        spellCheck={false}
      />
      <OneStop items="[data-word]">
        {GROUPS.map((group) => {
          const known = fits.filter((word) => word.group === group);
          const usual = known.filter((word) => !word.rare);
          // Where nothing has happened yet, what may happen is all there is to build with.
          const all = typed || usual.length === 0 ? known : usual;
          if (all.length === 0) return null;
          const shown = typed || opened.includes(group) ? all : all.slice(0, MOST);
          return (
            <section key={group} aria-label={group}>
              <h2>
                {group}
                {FIGURES[group] && <small aria-hidden>{FIGURES[group]}</small>}
              </h2>
              <ul>
                {shown.map((word) => (
                  <li key={word.key}>
                    <WordButton word={word} onAdd={onAdd} />
                  </li>
                ))}
              </ul>
              {shown.length < all.length && (
                <button
                  type="button"
                  data-word
                  className={css.all}
                  onClick={() => setOpened([...opened, group])}
                >
                  {all.length - shown.length} more
                </button>
              )}
            </section>
          );
        })}
      </OneStop>
      {fits.length === 0 && <p className="quiet">Nothing is called “{sought}”.</p>}
    </div>
  );
}

function WordButton({ word, onAdd }: { word: Word; onAdd: (word: Word) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useDragged(button, button, { make: word.make });
  const Sign = SIGNS[word.group] ?? ICONS[word.kind];
  return (
    <button
      ref={button}
      type="button"
      className={css.word}
      data-word
      title={word.keywords || word.label}
      onClick={() => onAdd(word)}
    >
      <Sign size={14} stroke={1.6} aria-hidden />
      <span className="clip">{word.label}</span>
      {word.detail && <span className={`${css.detail} figure`}>{word.detail}</span>}
    </button>
  );
}
