import {
  ActionIcon,
  Menu,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { IconLogout, IconMoon, IconSearch, IconSelector, IconSun } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { signOut, useSession } from "@/api/session";
import { nav } from "@/features/registry";
import { Face } from "@/ui/face";
import { GROUPS, type NavEntry } from "./feature";
import { openJump } from "./jump-store";
import css from "./sidebar.module.css";

/** What is within reach, group by group; who is signed in at the foot. */
export function Sidebar() {
  const { scopes } = useSession();
  const entries = nav.filter((entry) => !entry.scope || scopes.includes(entry.scope));
  const of = (group: NavEntry["group"]) =>
    entries.filter((entry) => entry.group === group).sort((a, b) => a.order - b.order);

  return (
    <div className={css.sidebar}>
      <div className={css.brand}>
        <img src="/mark.svg" alt="" width="20" height="20" />
        Clew
      </div>
      <UnstyledButton className={css.jump} onClick={openJump}>
        <IconSearch size={14} stroke={1.8} aria-hidden />
        <span>Find or jump to…</span>
        <kbd aria-hidden>{modifier}K</kbd>
      </UnstyledButton>
      <nav aria-label="Screens" className={css.nav}>
        {GROUPS.filter((group) => group !== "foot" && of(group).length > 0).map((group) => (
          <div key={group} className={css.group}>
            {group && <h2 className={css.heading}>{group}</h2>}
            <Entries entries={of(group)} />
          </div>
        ))}
        <div className={css.foot}>
          <Entries entries={of("foot")} />
        </div>
      </nav>
      <Person />
    </div>
  );
}

function Entries({ entries }: { entries: NavEntry[] }) {
  return (
    <ul>
      {entries.map((entry) => (
        <li key={entry.to}>
          <Link
            to={entry.to}
            className={css.entry}
            activeProps={{ "data-active": true, "aria-current": "page" }}
            activeOptions={{ exact: entry.to === "/" }}
          >
            <entry.icon size={16} stroke={1.6} aria-hidden />
            {entry.label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Person() {
  const session = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  return (
    <div className={css.person}>
      <Menu position="top-start" width={200}>
        <Menu.Target>
          <UnstyledButton className={css.who}>
            <Face letters={session.name.slice(0, 2).toUpperCase()} />
            <span className="clip">{session.name}</span>
            <IconSelector size={14} stroke={1.6} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={dark ? "Light theme" : "Dark theme"}>
        <ActionIcon onClick={() => setColorScheme(dark ? "light" : "dark")} aria-label="Change colour theme">
          {dark ? <IconSun size={16} stroke={1.6} /> : <IconMoon size={16} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

const modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl ";
