import { t } from './texts.ts'

/** A text that govuk-frontend's script counts by itself: it writes `%{count}` where our catalogue writes `{count}`. */
function counted(key: Parameters<typeof t.forms>[0]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(t.forms(key)).map(([form, text]) => [form, text.replaceAll('{count}', '%{count}')]))
}

/**
 * What govuk-frontend's scripts say, by the name of the component; each page hands them to client/app.ts. Left to
 * themselves they speak English. Sections are named by what their button shows (client/accordion.ts), so no label here.
 */
export function scriptTexts(): Readonly<Record<string, Readonly<Record<string, string | Readonly<Record<string, string>>>>>> {
  return {
    Accordion: {
      hideAllSections: t('accordion.hideAll'),
      hideSection: t('accordion.hide'),
      showAllSections: t('accordion.showAll'),
      showSection: t('accordion.show'),
    },
    CharacterCount: {
      charactersUnderLimit: counted('characterCount.charactersLeft'),
      charactersAtLimit: t('characterCount.charactersNone'),
      charactersOverLimit: counted('characterCount.charactersOver'),
      wordsUnderLimit: counted('characterCount.wordsLeft'),
      wordsAtLimit: t('characterCount.wordsNone'),
      wordsOverLimit: counted('characterCount.wordsOver'),
    },
    ExitThisPage: {
      activated: t('exit.loading'),
      timedOut: t('exit.timedOut'),
      pressTwoMoreTimes: t('exit.twoMore'),
      pressOneMoreTime: t('exit.oneMore'),
    },
    PasswordInput: {
      showPassword: t('password.show'),
      hidePassword: t('password.hide'),
      showPasswordAriaLabel: t('password.showLong'),
      hidePasswordAriaLabel: t('password.hideLong'),
      passwordShownAnnouncement: t('password.shown'),
      passwordHiddenAnnouncement: t('password.hidden'),
    },
  }
}
