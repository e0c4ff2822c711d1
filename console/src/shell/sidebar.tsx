import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSearch, IconSelector, IconSun } from "@tabler/icons-react";
import { useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { patiently } from "@/api/away";
import { useSession } from "@/api/session";
import { nav } from "@/features/registry";
import { Face } from "@/ui/face";
import { compact } from "@/ui/format";
import { MODIFIER } from "@/ui/keys";
import { Logo } from "@/ui/logo";
import { Way } from "@/ui/way";
import { GROUPS, isFor, type NavEntry } from "./feature";
import { openJump } from "./jump-store";
import css from "./sidebar.module.css";

const own = () => import("./own-menu");
const OwnMenu = lazy(() => patiently(own));

/** What is within reach, group by group; who is signed in at the foot. */
export function Sidebar() {
  const session = useSession();
  const entries = nav.filter((entry) => isFor(entry, session));
  const of = (group: NavEntry["group"]) =>
    entries.filter((entry) => entry.group === group).sort((a, b) => a.order - b.order);

  return (
    <div className={css.sidebar}>
      <div className={css.brand}>
        <Logo size={20} />
        Clew
      </div>
      <button type="button" className={css.jump} onClick={openJump}>
        <IconSearch size={14} stroke={1.8} aria-hidden />
        <span>Find or jump to…</span>
        <kbd aria-hidden>{MODIFIER}K</kbd>
      </button>
      <nav aria-label="Screens" className={css.nav}>
        {GROUPS.filter((group) => group !== "foot" && of(group).length > 0).map((group) => (
          <div key={group} className={css.group}>
            {/* No heading: a screen begins with its own. */}
            {group && <p className={css.heading}>{group}</p>}
            <Entries label={group} entries={of(group)} />
          </div>
        ))}
        <div className={css.foot}>
          <Entries entries={of("foot")} />
        </div>
      </nav>
      <div className={css.person}>
        <Own />
        <Theme />
      </div>
    </div>
  );
}

function Entries({ label, entries }: { label?: string; entries: NavEntry[] }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <ul aria-label={label || undefined}>
      {entries.map(({ to, also, label, icon: Sign, useWaiting }) => {
        const within = (place: string) => path === place || (place !== "/" && path.startsWith(`${place}/`));
        const active = within(to) || (also !== undefined && within(also));
        return (
          <li key={to}>
            <Way
              href={to}
              className={css.entry}
              data-active={active || undefined}
              aria-current={active ? "page" : undefined}
            >
              <Sign size={16} stroke={1.6} aria-hidden />
              {label}
              {useWaiting && <Waiting count={useWaiting} />}
            </Way>
          </li>
        );
      })}
    </ul>
  );
}

/** That something stands there and needs somebody. */
function Waiting({ count: useCount }: { count: () => number }) {
  const waiting = useCount();
  if (waiting === 0) return null;
  return (
    <span className={`${css.waiting} figure`}>
      {compact(waiting)} <span className="unseen">waiting</span>
    </span>
  );
}

/** Who is signed in; what can be done with that is fetched when it is pointed at. */
function Own() {
  const { name } = useSession();
  const [opened, setOpened] = useState(false);
  const face = (
    <>
      <Face letters={name.slice(0, 2).toUpperCase()} />
      <span className="clip">{name}</span>
      <IconSelector size={14} stroke={1.6} aria-hidden />
    </>
  );
  const closed = (
    <button
      type="button"
      className={css.who}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void own()}
      onFocus={() => void own()}
      onClick={() => setOpened(true)}
    >
      {face}
    </button>
  );
  if (!opened) return closed;
  return (
    <Suspense fallback={closed}>
      <OwnMenu>
        <button type="button" className={css.who}>
          {face}
        </button>
      </OwnMenu>
    </Suspense>
  );
}

function Theme() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  return (
    <button
      type="button"
      className={css.theme}
      title={dark ? "Light theme" : "Dark theme"}
      aria-label="Change colour theme"
      onClick={() => setColorScheme(dark ? "light" : "dark")}
    >
      {dark ? <IconSun size={16} stroke={1.6} /> : <IconMoon size={16} stroke={1.6} />}
    </button>
  );
}
