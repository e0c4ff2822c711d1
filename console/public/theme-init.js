// Before the first paint: light or dark, as chosen here or else as the system has it.
const chosen = localStorage.getItem("clew-theme");
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
