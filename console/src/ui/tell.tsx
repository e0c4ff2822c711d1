import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { problemOf } from "@/api/problem";
import { Said } from "./said";

let shown = 0;
const CLOSE = { "aria-label": "Dismiss" };

/** Says what was done; with a way back where a click destroyed something. */
export function tell(message: string, undo?: () => unknown): void {
  shown += 1;
  const id = `told-${shown}`;
  notifications.show({
    id,
    closeButtonProps: CLOSE,
    autoClose: undo ? 10_000 : 4_000,
    message: undo ? (
      <span style={{ display: "flex", gap: 8, alignItems: "center", justifyContent: "space-between" }}>
        {message}
        <Button
          variant="subtle"
          size="compact-sm"
          flex="none"
          onClick={() => {
            notifications.hide(id);
            Promise.resolve(undo()).catch(tellFault);
          }}
        >
          Undo
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
