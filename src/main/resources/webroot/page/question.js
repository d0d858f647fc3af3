// A question before something that cannot be undone. It stays open, with the sentence, when the server refuses.

import { byId, setHidden, setText } from './dom.js';

let asked = null;

/** Asks; on yes it runs `run(reason)` and closes when that went well. */
export function ask(question) {
  asked = question;
  setText(byId('question-title'), question.title);
  setText(byId('question-text'), question.text);
  setText(byId('question-yes'), question.yes);
  setText(byId('question-problem'), '');
  setHidden(byId('question-reason'), !question.withReason);
  byId('reason').value = '';
  byId('question').showModal();
  byId('question-no').focus();
}

export function listenForAnswers() {
  const dialog = byId('question');
  byId('question-no').addEventListener('click', () => dialog.close());
  dialog.addEventListener('submit', async (event) => {
    event.preventDefault();
    const question = asked;
    try {
      await question.run(byId('reason').value.trim());
      if (question === asked) {
        dialog.close();
      }
    } catch (e) {
      setText(byId('question-problem'), e.message);
    }
  });
}
