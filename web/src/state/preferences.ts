// Language and theme of this reader: from the address (`lang=en`, `theme=dark`) for a link that fixes
// them, else as last chosen here, else as the workspace and the system say.

import { ref, watchEffect } from 'vue';
import type { Language } from '../format/number';

export type Theme = 'auto' | 'light' | 'dark';

const languages: readonly Language[] = ['zh', 'en'];
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

function stored<T extends string>(key: string, known: readonly T[]): T | undefined {
  try {
    return known.find((value) => value === localStorage.getItem(key));
  } catch {
    return undefined;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing still shows the choice until the page is left.
  }
}

function asked<T extends string>(hash: string, key: string, known: readonly T[]): T | undefined {
  return known.find((value) => new RegExp(`[?&]${key}=${value}(&|$)`).test(hash));
}

const languageKey = 'aftercare.language';
const themeKey = 'aftercare.theme';

const preferred: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
let languageSettled = false;

export const language = ref<Language>(preferred);
export const theme = ref<Theme>(stored(themeKey, themes) ?? 'auto');
export const dark = ref(false);

const kept = stored(languageKey, languages);
if (kept) {
  language.value = kept;
  languageSettled = true;
}
agreeOn(location.hash);

// Takes language and theme from an address that names them.
export function agreeOn(hash: string): void {
  const wanted = asked(hash, 'lang', languages);
  if (wanted) {
    language.value = wanted;
    languageSettled = true;
  }
  const look = asked(hash, 'theme', themes);
  if (look) theme.value = look;
}

// The workspace's language counts only until the reader has chosen one.
export function suggestLanguage(wanted: string): void {
  const known = languages.find((value) => value === wanted);
  if (known && !languageSettled) language.value = known;
}

export function chooseLanguage(wanted: Language): void {
  language.value = wanted;
  languageSettled = true;
  store(languageKey, wanted);
}

export function chooseTheme(wanted: Theme): void {
  theme.value = wanted;
  store(themeKey, wanted);
}

const system = matchMedia('(prefers-color-scheme: dark)');
const systemDark = ref(system.matches);
system.addEventListener('change', (event) => (systemDark.value = event.matches));

watchEffect(() => {
  const root = document.documentElement;
  root.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  if (theme.value === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme.value;
  dark.value = theme.value === 'dark' || (theme.value === 'auto' && systemDark.value);
});
