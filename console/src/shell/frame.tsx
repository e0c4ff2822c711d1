import { useHotkeys } from "@mantine/hooks";
import { Outlet, useMatches, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useSignedOut } from "@/api/at-hand";
import { patiently } from "@/api/away";
import { useSession } from "@/api/session";
import { nav } from "@/features/registry";
import { Closed } from "./failures";
import css from "./frame.module.css";
import { openJump, useJumpOpened } from "./jump-store";
import { OpenSidebar } from "./page-head";
import { Sidebar } from "./sidebar";

const jump = () => import("./jump");
const Jump = lazy(() => patiently(jump));
// What a screen can be drawn without comes after it.
const SideDrawer = lazy(() => patiently(() => import("./side-drawer")));
const SignedOut = lazy(() => patiently(() => import("./signed-out")));
const Told = lazy(() => patiently(() => import("./told")));

/** The sidebar and the screen beside it; on narrow windows the sidebar is a drawer. */
export function Frame() {
  const [opened, setOpened] = useState(false);
  const drawn = useOnce(opened);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const open = useOpen(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes it.
  useEffect(() => setOpened(false), [path]);
  useHotkeys([["mod+K", openJump]], []);
  useHotkeys([["/", openJump]]);
  // Who presses ⌘K types on at once: its field must not have to be fetched first. If it cannot be, it is then.
  useEffect(() => {
    const later = setTimeout(() => void jump().catch(() => undefined), 1_500);
    return () => clearTimeout(later);
  }, []);
  const jumping = useJumpOpened();
  const jumped = useOnce(jumping);
  const signedOut = useSignedOut();
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const later = setTimeout(() => setSettled(true), 300);
    return () => clearTimeout(later);
  }, []);

  return (
    <OpenSidebar value={() => setOpened(true)}>
      <a className={css.skip} href="#main">
        Skip to the content
      </a>
      {/* Behind what is as high as the window, even a point that nobody sees would make the window scroll. */}
      <Arrived path={path} />
      <div className={css.frame}>
        <aside className={css.side} aria-label="Sidebar">
          <Sidebar />
        </aside>
        <Suspense>{drawn && <SideDrawer opened={opened} onClose={() => setOpened(false)} />}</Suspense>
        <main id="main" tabIndex={-1} className={css.main}>
          {open ? <Outlet /> : <Closed />}
        </main>
      </div>
      <Suspense>{jumped && <Jump />}</Suspense>
      <Suspense>{settled && <Told />}</Suspense>
      <Suspense>{signedOut && <SignedOut />}</Suspense>
    </OpenSidebar>
  );
}

/** How long a screen may take until its title stands. */
const TITLED = 500;

/** Says which screen came, for those who don't see it; the focus goes there if what had it is gone. */
function Arrived({ path }: { path: string }) {
  const [first] = useState(path);
  const [title, setTitle] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => {
      if (path === first && title === "") return;
      setTitle(document.title.replace(/ · Clew$/, ""));
      if (document.activeElement === document.body)
        document.getElementById("main")?.focus({ preventScroll: true });
    }, TITLED);
    return () => clearTimeout(timer);
  }, [path, first, title]);
  return (
    <p className="unseen" role="status">
      {title}
    </p>
  );
}

/** Whether the one who is signed in may see the screen of this address: as its route says, and its entry in the sidebar. */
function useOpen(path: string): boolean {
  const { scopes } = useSession();
  const own = useMatches({ select: (matches) => matches.map((match) => match.staticData.scope).join(" ") });
  const entry = nav.find(({ to, also }) => [to, also].some((at) => path === at || path.startsWith(`${at}/`)));
  return [...own.split(" "), entry?.scope].every((scope) => !scope || scopes.includes(scope));
}

/** Whether it has ever been so: what was opened once stays, to be closed with its motion. */
function useOnce(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}
