import { Modal, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCornerDownLeft, IconLogout, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { signOut, useSession } from "@/api/session";
import { commandSources, nav } from "@/features/registry";
import type { Command } from "./feature";
import css from "./jump.module.css";
import { closeJump, useJumpOpened } from "./jump-store";

interface Group {
  heading: string;
  commands: Command[];
}

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
  const groups = useGroups(typed);
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

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && commands.length > 0) {
      event.preventDefault();
      setMarked((at + step + commands.length) % commands.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(commands[at]);
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
          placeholder="A screen, a segment, a person’s email or id…"
          autoComplete="off"
          spellCheck={false}
          maxLength={1024}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setMarked(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="Results" className={css.results}>
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
        {commands.length === 0 && <p className={css.nothing}>Nothing is called “{typed}”.</p>}
      </div>
    </>
  );
}

/** Screens and deeds that match, at once; what features find, after a pause. */
function useGroups(typed: string): Group[] {
  const router = useRouter();
  const { scopes } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const [found, setFound] = useState<Group[]>([]);
  const [asked] = useDebouncedValue(typed.trim(), 140);

  useEffect(() => {
    const stop = new AbortController();
    const go = (to: string) => void router.history.push(to);
    Promise.all(
      commandSources.map(async (source) => ({
        heading: source.heading,
        commands: (await Promise.resolve(source.find(asked, go, stop.signal)).catch(() => [])).filter(
          (command) => !command.scope || scopes.includes(command.scope),
        ),
      })),
    ).then((groups) => stop.signal.aborted || setFound(groups));
    return () => stop.abort();
  }, [asked, router, scopes]);

  const words = typed.trim().toLowerCase();
  const screens = nav
    .filter((entry) => !entry.scope || scopes.includes(entry.scope))
    .filter((entry) => `${entry.label} ${entry.group} ${entry.keywords ?? ""}`.toLowerCase().includes(words))
    .map((entry) => ({
      id: entry.to,
      label: entry.label,
      icon: entry.icon,
      run: () => void router.navigate({ to: entry.to }),
    }));
  const deeds: Command[] = [
    { id: "light", label: "Light theme", icon: IconSun, run: () => setColorScheme("light") },
    { id: "dark", label: "Dark theme", icon: IconMoon, run: () => setColorScheme("dark") },
    { id: "sign-out", label: "Sign out", icon: IconLogout, run: () => void signOut() },
  ].filter((deed) => deed.label.toLowerCase().includes(words));
  return [{ heading: "Go to", commands: screens }, ...found, { heading: "Do", commands: deeds }].filter(
    (group) => group.commands.length > 0,
  );
}
