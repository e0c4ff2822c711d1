import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUser } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { nameOf } from "./model";
import { ERASED, isErased, useProfiles } from "./person-link";

const MOST = 12;

interface Props {
  label: string;
  /** Whether the label is heard only. */
  bare?: boolean;
  placeholder: string;
  className?: string;
  /** Id of the profile; empty for nobody. */
  value: string;
  onChange: (profile: string) => void;
}

/** One person, found by any name or fact. */
export function PersonField({ label, bare = false, placeholder, className, value, onChange }: Props) {
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(false);
  const [sought] = useDebouncedValue(text.trim(), 180);
  const found = api.useQuery(
    "post",
    "/api/v1/profiles/search",
    { body: { text: sought, limit: MOST } },
    { enabled: asked, placeholderData: keepPreviousData },
  );
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const people = (found.data?.items ?? []).map(({ profile: { id, ...known } }) => ({
    value: id,
    label: nameOf({ id, ...known }),
  }));
  // Whom an address names is not known by more than that.
  const [known] = useProfiles(value && chosen?.value !== value ? [value] : []);
  const named =
    known && isErased(known)
      ? { value, label: ERASED }
      : known?.data
        ? { value, label: nameOf(known.data) }
        : chosen;
  const data = named && people.every((one) => one.value !== named.value) ? [named, ...people] : people;
  return (
    <Select
      className={className}
      {...(bare ? { "aria-label": label } : { label })}
      placeholder={placeholder}
      leftSection={<IconUser size={14} stroke={1.7} />}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Nobody in particular" }}
      nothingFoundMessage={found.isFetching ? "Looking…" : "Nobody is known by this"}
      filter={({ options }) => options}
      data={data}
      value={value || null}
      onFocus={() => setAsked(true)}
      // What was chosen stands in the field, and is not looked for again.
      onSearchChange={(typed) => setText(typed === named?.label ? "" : typed)}
      onChange={(id) => {
        setChosen(people.find((one) => one.value === id) ?? null);
        onChange(id ?? "");
      }}
    />
  );
}
