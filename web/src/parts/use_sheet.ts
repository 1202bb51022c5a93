// A sheet beside the page: it takes the focus when it opens, Escape closes it, and what had the focus
// before gets it back.
import { nextTick, onBeforeUnmount, onMounted, type Ref } from 'vue';

export function useSheet(sheet: Ref<HTMLElement | undefined>, close: () => void): void {
  const back = document.activeElement;
  function keys(event: KeyboardEvent): void {
    if (event.key === 'Escape') close();
  }
  onMounted(async () => {
    addEventListener('keydown', keys);
    await nextTick();
    sheet.value?.focus({ preventScroll: true });
  });
  onBeforeUnmount(() => {
    removeEventListener('keydown', keys);
    if (back instanceof HTMLElement) back.focus({ preventScroll: true });
  });
}
