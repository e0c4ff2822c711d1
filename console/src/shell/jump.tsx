import { Modal, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconCornerDownLeft,
  IconLogout,
  IconMoon,
  IconPointer,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { signOut, useSession } from "@/api/session";
import { commandSources, deeds, nav, shelves } from "@/features/registry";
import { useFocusBack } from "@/ui/focus-back";
import { plural } from "@/ui/format";
import { documentsOf } from "./documents";
import { type Command, type CommandGroup, isFor } from "./feature";
import css from "./jump.module.css";
import { closeJump, useJumpOpened } from "./jump-store";

/** ⌘K: jump anywhere, find anybody, do what can be done from everywhere. */
export default function Jump() {
  const opened = useJumpOpened();
  return (
    <Modal
      opened={opened}
      onClose={closeJump}
      withCloseButton={false}
      centered={false}
      yOffset="12vh"
      padding={0}
      size={560}
      attributes={{ content: { "aria-label": "Find or jump to" } }}
      classNames={{ content: css.dialogue }}
      transitionProps={{ duration: 120 }}
      overlayProps={{ backgroundOpacity: 0.32 }}
    >
      <Palette />
    </Modal>
  );
}

function Palette() {
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const id = useId();
  const [eager, setEager] = useState(false);
  useFocusBack();
  const { groups, settled, deaf } = useFound(typed);
  const commands = groups.flatMap((group) => group.commands);
  const at = Math.min(marked, Math.max(0, commands.length - 1));

  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at]);

  function run(command: Command | undefined) {
    if (!command) return;
    closeJump();
    command.run();
  }

  // Whoever presses Enter before the answer is there means what it begins with.
  const first = eager && settled ? commands[0] : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first of what was answered, once.
  useEffect(() => run(first), [first?.id]);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && commands.length > 0) {
      event.preventDefault();
      setMarked((at + step + commands.length) % commands.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (settled || at > 0 || ["Go to", HERE].includes(groups[0]?.heading ?? "")) run(commands[at]);
      else setEager(true);
    }
  }

  let index = -1;
  return (
    <>
      <div className={css.field}>
        <IconSearch size={16} stroke={1.8} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-label="Find or jump to"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={commands.length > 0 ? `${id}-${at}` : undefined}
          placeholder="A person’s email or number, a segment, a screen…"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setMarked(0);
            setEager(false);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Results"
        className={css.results}
        hidden={commands.length === 0}
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own.
          <div key={group.heading} role="group" aria-label={group.heading}>
            <div className={css.heading} aria-hidden>
              {group.heading}
            </div>
            {group.commands.map((command) => {
              index += 1;
              const own = index;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys.
                // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus.
                <div
                  key={command.id}
                  id={`${id}-${own}`}
                  role="option"
                  aria-selected={own === at}
                  className={css.option}
                  onMouseMove={() => setMarked(own)}
                  onClick={() => run(command)}
                >
                  {command.icon && <command.icon size={16} stroke={1.6} aria-hidden />}
                  <span className="clip">{command.label}</span>
                  {command.detail && <span className={`${css.detail} clip`}>{command.detail}</span>}
                  {own === at && <IconCornerDownLeft className={css.enter} size={14} aria-hidden />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <p role="status" className={css.said} data-shown={(settled && commands.length === 0) || deaf}>
        {deaf
          ? "The server gave no answer: only screens and actions are shown."
          : settled &&
            (commands.length ? plural(commands.length, "result") : `Nothing is called “${typed.trim()}”.`)}
      </p>
    </>
  );
}

const HERE = "On this screen";
/** How long the dialogue takes to go, and to give the focus back. */
const GONE = 200;

/** What can be done on the screen that is shown: what stands in its head, and its parts. */
function onScreen(): Command[] {
  const found = document.querySelectorAll<HTMLElement>(
    "main [data-deeds] :is(a[href], button:not(:disabled, [aria-haspopup])), main [role=tab]:not(:disabled)",
  );
  const labelled = [...found].map((one) => ({ one, label: one.ariaLabel ?? one.textContent?.trim() ?? "" }));
  return labelled
    .filter(({ one, label }) => label !== "" && one.checkVisibility())
    .map(({ one, label }) => ({
      id: `here ${label}`,
      label,
      icon: IconPointer,
      run: () => void setTimeout(() => one.isConnected && one.click(), GONE),
    }));
}

/** Whether each of what was typed begins a word. */
const begins = (label: string, typed: readonly string[]): boolean => {
  const words = label.toLowerCase().split(/\s+/);
  return typed.every((each) => words.some((word) => word.startsWith(each)));
};

interface Found {
  groups: CommandGroup[];
  /** Whether all was asked for what is typed now, and answered. */
  settled: boolean;
  /** Whether something could not be asked. */
  deaf: boolean;
}

/** Screens and deeds that match, at once; what has to be asked for, after a pause. */
function useFound(typed: string): Found {
  const router = useRouter();
  const session = useSession();
  const { scopes } = session;
  const [within] = useState(onScreen);
  const { setColorScheme } = useMantineColorScheme();
  const wanted = typed.trim();
  const [asked] = useDebouncedValue(wanted, 140);
  const [told, setTold] = useState({ to: "", groups: [] as CommandGroup[], deaf: false });
  const sources = useMemo(() => [...commandSources, documentsOf(shelves, scopes)], [scopes]);
  useEffect(() => {
    const stop = new AbortController();
    const go = (to: string) => void router.history.push(to);
    Promise.allSettled(sources.map((source) => source.find(asked, go, stop.signal))).then((answers) => {
      if (stop.signal.aborted) return;
      const groups = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
      setTold({ to: asked, groups, deaf: answers.some((answer) => answer.status === "rejected") });
    });
    return () => stop.abort();
  }, [asked, router, sources]);
  const words = wanted.toLowerCase().split(/\s+/);
  const said = (...texts: (string | undefined)[]) => {
    const text = texts.join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const open = ({ scope }: { scope?: string }) => !scope || scopes.includes(scope);
  const screens = nav
    .filter((entry) => isFor(entry, session) && said(entry.label, entry.group, entry.keywords))
    .map(({ to, label, icon }) => ({ id: to, label, icon, run: () => void router.navigate({ to }) }));
  const own: Command[] = [
    { id: "light", label: "Light theme", icon: IconSun, run: () => setColorScheme("light") },
    { id: "dark", label: "Dark theme", icon: IconMoon, run: () => setColorScheme("dark") },
    { id: "sign-out", label: "Sign out", icon: IconLogout, run: () => void signOut() },
  ];
  const doing = [
    ...deeds
      .filter((deed) => open(deed) && said(deed.label, deed.keywords))
      .map(({ label, icon, to, search }) => ({
        id: label,
        label,
        icon,
        run: () => void router.navigate({ to, search }),
      })),
    ...own.filter(({ label }) => said(label)),
  ];
  const known = new Set([...deeds, ...own].map(({ label }) => label));
  const here = within.filter(({ label }) => !known.has(label) && begins(label, words));
  const groups = [
    { heading: "Go to", commands: screens },
    { heading: HERE, commands: here },
    ...(wanted ? told.groups : []),
    { heading: "Do", commands: doing },
  ].filter((group) => group.commands.length > 0);
  return { groups, settled: told.to === wanted, deaf: told.deaf };
}
