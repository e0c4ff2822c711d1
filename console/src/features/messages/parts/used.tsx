import { Popover } from "@mantine/core";
import { useMemo, useState } from "react";
import { Part } from "@/ui/workbench";
import css from "../messages.module.css";
import { type Lack, lackOf, type TemplateBody, withLack } from "../model/template";
import { lackedAs, nameOf, rootOf, saidInPlace, usedIn } from "../model/tokens";
import { LackField } from "./lack";

interface Props {
  body: TemplateBody;
  setBody: (change: (body: TemplateBody) => TemplateBody) => void;
  may: boolean;
}

/** What a template says of each value that somebody may not have: all in one place, to be changed and taken back. */
export function Used({ body, setBody, may }: Props) {
  const told = useMemo(() => {
    const used = usedIn([body.parts, body.locales]);
    const given = [...Object.keys(body.defaults ?? {}), ...(body.required ?? [])];
    return [...new Set([...used, ...given])]
      .filter((path) => lackedAs(path).held)
      .map((path) => ({
        path,
        used: used.includes(path),
        here: saidInPlace([body.parts, body.locales], path),
      }));
  }, [body]);
  const [opened, setOpened] = useState<string>();
  if (told.length === 0) return null;
  return (
    <Part title="Where a value is not known">
      <ul className={css.used}>
        {told.map(({ path, used, here }) => {
          const lack = lackOf(body, path);
          return (
            <li key={path}>
              <Popover
                opened={opened === path}
                onChange={(open) => open || setOpened(undefined)}
                trapFocus
                width={280}
                position="right-start"
                withArrow
              >
                <Popover.Target>
                  <button
                    type="button"
                    className={css.use}
                    onClick={() => setOpened(opened === path ? undefined : path)}
                  >
                    <span className={css.token} data-root={rootOf(path)} title={path}>
                      {nameOf(path)}
                    </span>
                    <span className="quiet">{here === undefined ? saysLack(lack) : `“${here}”`}</span>
                  </button>
                </Popover.Target>
                <Popover.Dropdown>
                  <LackField
                    path={path}
                    lack={lack}
                    setLack={(next) => setBody((now) => withLack(now, path, next))}
                    may={may}
                    holds={
                      here !== undefined
                        ? "Where it stands it says something else by itself, which comes first."
                        : used
                          ? "Wherever this template says it, in every language."
                          : "Nothing here mentions it; a fragment may."
                    }
                  />
                </Popover.Dropdown>
              </Popover>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

const saysLack = (lack: Lack): string =>
  lack === null ? "nothing said" : lack === "held" ? "held" : `“${lack.instead}”`;
