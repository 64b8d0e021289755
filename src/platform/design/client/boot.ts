// A classic script, first in body: the classes must be there before anything is painted, or the page jumps.
const supported = 'noModule' in HTMLScriptElement.prototype
document.body.classList.add('js-enabled')
if (supported) document.body.classList.add('govuk-frontend-supported')
