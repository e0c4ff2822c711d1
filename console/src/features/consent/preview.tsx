import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { api } from "@/api/client";
import { Answer } from "@/ui/states";
import css from "./parts/consent.module.css";
import { ConsentHead } from "./parts/frame";

/** The page where people choose, as somebody new sees it. */
export function PreviewPage() {
  const [language, setLanguage] = useState<"en" | "de">("en");
  const [wide, setWide] = useState("desktop");
  const page = api.useQuery("get", "/api/v1/preference-page", { params: { query: { language } } });
  return (
    <>
      <ConsentHead title="Preference page">
        <SegmentedControl
          aria-label="Language"
          size="xs"
          value={language}
          onChange={(value) => setLanguage(value as "en" | "de")}
          data={[
            { value: "en", label: "English" },
            { value: "de", label: "Deutsch" },
          ]}
        />
        <SegmentedControl
          className={css.device}
          aria-label="Device"
          size="xs"
          value={wide}
          onChange={setWide}
          data={[
            { value: "desktop", label: "Desktop" },
            { value: "phone", label: "Phone" },
          ]}
        />
      </ConsentHead>
      <Answer of={page}>
        {({ html }) => (
          <div className={css.stage}>
            <iframe
              className={css.page}
              data-phone={wide === "phone"}
              sandbox=""
              title="The preference page, as somebody new sees it"
              srcDoc={html}
            />
          </div>
        )}
      </Answer>
    </>
  );
}
