// Light, dark, or as the system has it.
import { editor } from './monaco';

type Choice = 'system' | 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const names: Record<Choice, string> = { system: 'as the system has it', light: 'light', dark: 'dark' };

export function setUpTheme(button: HTMLElement): void {
  let choice = (localStorage.getItem('theme') ?? 'system') as Choice;
  editor.defineTheme('playground-light', { base: 'vs', inherit: true, rules: [], colors: { 'editor.background': '#ffffff', 'editorGhostText.foreground': '#6b7280', 'editorLineNumber.foreground': '#9aa2ae', 'editor.lineHighlightBackground': '#f5f6fa', 'editor.lineHighlightBorder': '#00000000' } });
  editor.defineTheme('playground-dark', { base: 'vs-dark', inherit: true, rules: [], colors: { 'editor.background': '#14171c', 'editorGhostText.foreground': '#8b93a1', 'editorLineNumber.foreground': '#555e6c', 'editor.lineHighlightBackground': '#1a1e25', 'editor.lineHighlightBorder': '#00000000' } });

  const apply = (): void => {
    const isDark = choice === 'dark' || (choice === 'system' && dark.matches);
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
    editor.setTheme(isDark ? 'playground-dark' : 'playground-light');
    button.dataset['choice'] = choice;
    button.setAttribute('aria-label', `Colours: ${names[choice]}`);
    button.title = `Colours: ${names[choice]}`;
  };
  button.addEventListener('click', () => {
    choice = choice === 'system' ? (dark.matches ? 'light' : 'dark') : choice === (dark.matches ? 'light' : 'dark') ? (dark.matches ? 'dark' : 'light') : 'system';
    localStorage.setItem('theme', choice);
    apply();
  });
  dark.addEventListener('change', apply);
  apply();
}
