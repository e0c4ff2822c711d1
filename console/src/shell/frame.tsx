import { Drawer } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import css from "./frame.module.css";
import { openJump, useJumpOpened } from "./jump-store";
import { OpenSidebar } from "./page-head";
import { Sidebar } from "./sidebar";

const jump = () => import("./jump");
const Jump = lazy(jump);

/** The sidebar and the screen beside it; on narrow windows the sidebar is a drawer. */
export function Frame() {
  const [opened, setOpened] = useState(false);
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
  const [jumped, setJumped] = useState(false);
  useEffect(() => setJumped((before) => before || jumping), [jumping]);

  return (
    <OpenSidebar value={() => setOpened(true)}>
      <a className={css.skip} href="#main">
        Skip to the content
      </a>
      <div className={css.frame}>
        <aside className={css.side} aria-label="Sidebar">
          <Sidebar />
        </aside>
        <Drawer
          opened={opened}
          onClose={() => setOpened(false)}
          size={264}
          withCloseButton={false}
          padding={0}
          attributes={{ content: { "aria-label": "Menu" } }}
          classNames={{ content: css.drawer, body: css.drawerBody }}
        >
          <Sidebar />
        </Drawer>
        <main id="main" tabIndex={-1} className={css.main}>
          <Outlet />
        </main>
      </div>
      <Suspense>{(jumped || jumping) && <Jump />}</Suspense>
    </OpenSidebar>
  );
}
