import { useHotkeys } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import css from "./frame.module.css";
import { openJump, useJumpOpened } from "./jump-store";
import { OpenSidebar } from "./page-head";
import { Sidebar } from "./sidebar";

const jump = () => import("./jump");
const Jump = lazy(jump);
// What a screen can be drawn without comes after it.
const SideDrawer = lazy(() => import("./side-drawer"));
const Told = lazy(() => import("./told"));

/** The sidebar and the screen beside it; on narrow windows the sidebar is a drawer. */
export function Frame() {
  const [opened, setOpened] = useState(false);
  const drawn = useOnce(opened);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes it.
  useEffect(() => setOpened(false), [path]);
  useHotkeys([["mod+K", openJump]], []);
  useHotkeys([["/", openJump]]);
  // Who presses ⌘K types on at once: its field must not have to be fetched first.
  useEffect(() => {
    const later = setTimeout(() => void jump(), 1_500);
    return () => clearTimeout(later);
  }, []);
  const jumping = useJumpOpened();
  const jumped = useOnce(jumping);
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
      <div className={css.frame}>
        <aside className={css.side} aria-label="Sidebar">
          <Sidebar />
        </aside>
        <Suspense>{drawn && <SideDrawer opened={opened} onClose={() => setOpened(false)} />}</Suspense>
        <main id="main" tabIndex={-1} className={css.main}>
          <Outlet />
        </main>
      </div>
      <Suspense>{jumped && <Jump />}</Suspense>
      <Suspense>{settled && <Told />}</Suspense>
    </OpenSidebar>
  );
}

/** Whether it has ever been so: what was opened once stays, to be closed with its motion. */
function useOnce(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}
