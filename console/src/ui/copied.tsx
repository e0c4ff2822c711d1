import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import css from "./copied.module.css";

/** Text to take away: code, a key, a link. */
export function Copied({ text, label, wrap = false }: { text: string; label: string; wrap?: boolean }) {
  const clipboard = useClipboard({ timeout: 1_500 });
  return (
    <div className={css.box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a figure of text, not a form's group. */}
      <pre className={css.text} data-wrap={wrap} tabIndex={0} role="group" aria-label={label}>
        {text}
      </pre>
      <Tooltip label={clipboard.copied ? "Copied" : "Copy"}>
        <ActionIcon className={css.button} onClick={() => clipboard.copy(text)} aria-label={`Copy ${label}`}>
          {clipboard.copied ? <IconCheck size={15} stroke={1.8} /> : <IconCopy size={15} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
