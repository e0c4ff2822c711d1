// Commands that do what they say when they are pasted.

/** Which folder it is, only the machine that serves knows; a shell where it is not set says so. */
export const FOLDER = `--data "\${CLEW_DATA:?set it to the folder of the workspace}"`;

/** The text becomes a file, and what it would change is told. */
export const planned = (id: string, text: string): string =>
  `cat > ${id}.yaml <<'YAML'\n${text}YAML\nclew plan ${id}.yaml ${FOLDER}`;

/** What publishes that file. */
export const applied = (id: string): string => `clew apply ${id}.yaml ${FOLDER}`;
