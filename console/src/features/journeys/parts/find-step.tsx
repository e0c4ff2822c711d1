import { Select } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { finding } from "@/ui/finding";
import { useBench } from "./bench";

const SHOWN = 40;

/** Finds a step by what it does or by its id, and brings it into the middle; ⌘F goes there, as the browser finds only what is in view. */
export function FindStep({ show }: { show: (name: string) => void }) {
  const { body, stepOf } = useBench();
  const [asked, setAsked] = useState(false);
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([["mod+F", () => field.current?.focus()]]);
  const names = asked ? Object.keys(body.nodes) : [];
  return (
    <Select
      ref={field}
      aria-label="Find a step"
      placeholder="Find a step"
      size="xs"
      w={{ base: 150, sm: 220 }}
      leftSection={<IconSearch size={14} stroke={1.8} />}
      searchable
      value={null}
      searchValue={text}
      onSearchChange={setText}
      onFocus={() => setAsked(true)}
      data={names.map((name) => ({ value: name, label: stepOf(name) }))}
      filter={({ options, search }) => {
        const fits = finding(search);
        return options.filter((option) => "value" in option && fits(`${option.label} ${option.value}`));
      }}
      limit={SHOWN}
      nothingFoundMessage="No step does this"
      comboboxProps={{ width: 320, position: "bottom-start" }}
      onChange={(name) => {
        setText("");
        if (name) show(name);
      }}
    />
  );
}
