import { type RefObject, useLayoutEffect, useState } from "react";

/**
 * A menu that is made when it is first asked for: it is dear, and hundreds may stand on a screen.
 *
 * Made, its button is another one. That has the focus before the menu opens, and so gets it back when it closes.
 */
export function useLateMenu(target: RefObject<HTMLElement | null>, at = false) {
  const [asked, setAsked] = useState(at);
  const [opened, setOpened] = useState(false);
  useLayoutEffect(() => {
    if (!asked) return;
    target.current?.focus({ preventScroll: true });
    setOpened(true);
  }, [asked, target]);
  return {
    asked,
    menu: { opened, onChange: setOpened },
    /** Of the button as long as there is no menu. */
    button: asked
      ? {}
      : ({ "aria-haspopup": "menu", "aria-expanded": false, onClick: () => setAsked(true) } as const),
  };
}
