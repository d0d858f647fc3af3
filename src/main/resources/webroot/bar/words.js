// What a bar says, in three languages. A page may give words of its own for any of these keys.

const WORDS = {
  en: {
    pending: 'pending', running: 'running', completed: 'completed', failed: 'failed', cancelled: 'cancelled',
    connecting: 'Connecting…', offline: 'No news since {time}', stalled: 'stalled', cancel_requested: 'asked to stop',
    problem: 'something went wrong', unknown: 'No such job', denied: 'Not allowed',
    gone: 'Forgotten', cancel: 'Cancel',
  },
  de: {
    pending: 'wartet', running: 'läuft', completed: 'fertig', failed: 'fehlgeschlagen', cancelled: 'abgebrochen',
    connecting: 'Verbinde…', offline: 'Keine Nachricht seit {time}', stalled: 'stockt', cancel_requested: 'soll anhalten',
    problem: 'etwas ging schief', unknown: 'Unbekannter Auftrag',
    denied: 'Nicht erlaubt', gone: 'Vergessen', cancel: 'Abbrechen',
  },
  es: {
    pending: 'en espera', running: 'en curso', completed: 'terminado', failed: 'fallido', cancelled: 'cancelado',
    connecting: 'Conectando…', offline: 'Sin noticias desde las {time}', stalled: 'sin señales',
    cancel_requested: 'se pidió parar', problem: 'algo salió mal', unknown: 'No existe ese trabajo',
    denied: 'No permitido', gone: 'Olvidado', cancel: 'Cancelar',
  },
};

/** How a language says it: `word(key)` is the page's own where it gives one; a language that is not here is English. */
export function speech(tag, own) {
  const lang = tag.slice(0, 2).toLowerCase() in WORDS ? tag.slice(0, 2).toLowerCase() : 'en';
  const from = new Intl.RelativeTimeFormat(lang);
  const word = (key) => own?.[key] ?? WORDS[lang][key];
  return {
    word: (key) => word(key) ?? word('gone'),
    number: (value) => value.toLocaleString(lang, { maximumSignificantDigits: 3 }),
    clock: (date) => date.toLocaleTimeString(lang, { timeStyle: 'short' }),
    /** "in 3 minutes": as roughly as an estimate is known. */
    inSeconds: (seconds) =>
      seconds < 55
        ? from.format(Math.ceil((seconds + 1) / 10) * 10, 'second')
        : seconds < 5_400
          ? from.format(Math.ceil(seconds / 60), 'minute')
          : from.format(Math.round(seconds / 3_600), 'hour'),
  };
}
