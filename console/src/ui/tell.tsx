import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { problemOf } from "@/api/problem";
import { isTypedIn, MODIFIER } from "./keys";
import { Said } from "./said";
import css from "./tell.module.css";

/** Ways back that notices offer, the newest last. */
const ways = new Map<string, () => void>();

/** The newest way back, for who keeps to the keyboard; a page that undoes by itself, and a field, come first. */
function undoByKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || isTypedIn(event.target)) return;
  if (event.key.toLowerCase() !== "z" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
    return;
  const [way] = [...ways.values()].slice(-1);
  if (!way) return;
  event.preventDefault();
  way();
}

function offer(id: string, way: () => void): void {
  if (ways.size === 0) window.addEventListener("keydown", undoByKey);
  ways.set(id, way);
}

function withdraw(id: string): void {
  ways.delete(id);
  if (ways.size === 0) window.removeEventListener("keydown", undoByKey);
}

let shown = 0;
const CLOSE = { "aria-label": "Dismiss" };

/** Says what was done; with a way back where a click destroyed something. */
export function tell(message: string, undo?: () => unknown): void {
  shown += 1;
  const id = `told-${shown}`;
  const back = () => {
    withdraw(id);
    notifications.hide(id);
    Promise.resolve(undo?.()).catch(tellFault);
  };
  if (undo) offer(id, back);
  notifications.show({
    id,
    onClose: () => withdraw(id),
    closeButtonProps: CLOSE,
    autoClose: undo ? 10_000 : 4_000,
    message: undo ? (
      <span style={{ display: "flex", gap: 8, alignItems: "center", justifyContent: "space-between" }}>
        {message}
        <Button
          variant="subtle"
          size="compact-sm"
          flex="none"
          aria-keyshortcuts="Control+Z Meta+Z"
          onClick={back}
        >
          Undo
          <kbd className={css.key} aria-hidden>
            {MODIFIER}Z
          </kbd>
        </Button>
      </span>
    ) : (
      message
    ),
  });
}

/** Says what went wrong, and what to do. */
export function tellFault(error: unknown): void {
  notifications.show({
    color: "red",
    title: "That didn’t work",
    message: <Said text={problemOf(error).words} />,
    autoClose: 8_000,
    closeButtonProps: CLOSE,
  });
}
