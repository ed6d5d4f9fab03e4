// Fills in the time zone of this device. Markup: <input type="hidden" data-time-zone> or <select data-time-zone="unset">
document.addEventListener("DOMContentLoaded", () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of zone ? document.querySelectorAll("[data-time-zone]") : []) {
    const isOffered = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone);
    if (isOffered && (field.type === "hidden" || field.dataset.timeZone === "unset")) field.value = zone;
  }
});
