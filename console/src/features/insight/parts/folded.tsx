import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import css from "../insight.module.css";

/** A question beside its answer; where there is no room beside it, one line above that opens. */
export function Folded({ says, whole, children }: { says: string; whole: boolean; children: ReactNode }) {
  const narrow = useMediaQuery("(max-width: 900px)", undefined, { getInitialValueInEffect: false });
  const [opened, setOpened] = useState(false);
  if (!narrow) return children;
  const open = opened || !whole;
  return (
    <div>
      <div className={css.says}>
        <span className="clip">{says}</span>
        {whole && (
          <Button
            variant="default"
            size="compact-sm"
            aria-expanded={open}
            onClick={() => setOpened((before) => !before)}
          >
            {open ? "Done" : "Change"}
          </Button>
        )}
      </div>
      {open && children}
    </div>
  );
}
