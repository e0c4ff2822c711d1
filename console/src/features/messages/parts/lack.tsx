import { Input, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import css from "../messages.module.css";
import { insteadOf, type Lack } from "../model/template";
import { lackedAs, nameOf } from "../model/tokens";

interface Props {
  path: string;
  lack: Lack;
  setLack: (lack: Lack) => void;
  /** What is done with the value: what is counted with has a number for what is said instead. */
  filters?: readonly string[];
  /** What it holds for. */
  holds: string;
  /** Whether a message can be held for it; a fragment by itself holds none. */
  holdable?: boolean;
  /** Whether it may be changed. */
  may: boolean;
}

type Way = "instead" | "held" | "none";

const wayOf = (lack: Lack): Way => (lack === null ? "none" : lack === "held" ? "held" : "instead");

/** What is done where a person has not the value: it can be seen, changed and taken back. */
export function LackField({ path, lack, setLack, filters = [], holds, holdable = true, may }: Props) {
  // What is to be said instead is empty while one begins to write it: nothing is said before there is something.
  const [way, setWay] = useState<Way>(wayOf(lack));
  const name = nameOf(path);
  const can = lackedAs(path);
  const before = lack !== null && lack !== "held" ? lack.instead : undefined;
  const [typed, setTyped] = useState(before === undefined ? "" : String(before));
  if (!can.held) return null;
  const say = (text: string) => {
    setTyped(text);
    setLack(text.trim() ? { instead: insteadOf(text, filters, before) } : null);
  };
  const choose = (next: Way) => {
    setWay(next);
    if (next === "held") setLack("held");
    else if (next === "none" || !typed.trim()) setLack(null);
    else say(typed);
  };
  if (!may) {
    return (
      <Input.Wrapper label="Where it is not known" labelElement="div" description={holds}>
        <p>{saysLack(lack)}</p>
      </Input.Wrapper>
    );
  }
  return (
    <Radio.Group
      label="Where it is not known"
      description={holds}
      value={way}
      onChange={(next) => choose(next as Way)}
    >
      <div className={css.ways}>
        {can.instead && (
          <>
            <Radio value="instead" label="Say something else" />
            {way === "instead" && (
              <TextInput
                className={css.instead}
                aria-label={`Instead of ${name}`}
                placeholder="there"
                value={typed}
                maxLength={500}
                onChange={(event) => say(event.currentTarget.value)}
              />
            )}
          </>
        )}
        {holdable && <Radio value="held" label="Hold the message" />}
        <Radio value="none" label="Nothing: everybody has it, or an “if” asks for it" />
      </div>
    </Radio.Group>
  );
}

const saysLack = (lack: Lack): string =>
  lack === null
    ? "Nothing is said of it."
    : lack === "held"
      ? "The message is held."
      : `It says “${lack.instead}”.`;
