// In which ways two records can agree or differ, field by field: the words of the model and of every explanation.

/** The strongest first; a field that one side does not say has no level at all. */
export const levels = {
  /**
   * `spelling`: two ways of writing one name; `shortForm`: "Tommy"; `otherForm`: "Mia" and "Amelia", which two sisters may have;
   * `shortSlip`: one letter of a short name or the first one, "Tara" and "Zara", which twins may have.
   */
  given: ['same', 'spelling', 'shortForm', 'otherForm', 'typing', 'shortSlip', 'middleName', 'initial', 'otherName', 'other'],
  family: ['same', 'spelling', 'shortForm', 'otherForm', 'typing', 'shortSlip', 'partOfName', 'otherName', 'other'],
  /** Given and family name as written, or changed over. */
  order: ['straight', 'swappedNames'],
  middle: ['same', 'initial', 'other'],
  /** "Junior" and "senior". */
  generation: ['same', 'oneSays', 'other'],
  birth: ['same', 'daySwapped', 'oneDigit', 'placeholder', 'yearOnly', 'aboutTheAge', 'otherDay', 'otherYear'],
  sex: ['same', 'other'],
  /** Home and phone are one: a household shares both, so that the second says next to nothing once the first agrees. */
  place: ['sameHome', 'samePhone', 'sameStreet', 'samePostcode', 'other'],
  /** A number that is given to one person only, as the NHS number. */
  number: ['same', 'oneDigit', 'other'],
  school: ['same', 'other'],
} as const

export type Field = keyof typeof levels
export type Level<F extends Field = Field> = (typeof levels)[F][number]
/** Null: one side does not say, which speaks neither for nor against. */
export type Comparison = Readonly<{ [F in Field]: Level<F> | null }>

export const fields = Object.keys(levels) as readonly Field[]
