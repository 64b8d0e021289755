/** The guides there are, each for a sort of work that several roles may share. */
export const guides = [
  'referrer',
  'worker',
  'manager',
  'triage',
  'police',
  'service',
  'duty',
  'named',
  'panel',
  'oversight',
  'responder',
  'support',
  'administrator',
  'officer',
  'other',
] as const
export type Guide = (typeof guides)[number]

const guideOfRole: Readonly<Record<string, Guide>> = {
  exploitationWorker: 'worker',
  socialWorker: 'worker',
  adultSocialWorker: 'worker',
  exploitationManager: 'manager',
  triageWorker: 'triage',
  firstResponder: 'responder',
  policeExploitation: 'police',
  investigatingOfficer: 'police',
  custodyOfficer: 'police',
  asbOfficer: 'referrer',
  housingOfficer: 'referrer',
  lettingsOfficer: 'referrer',
  designatedSafeguardingLead: 'referrer',
  youthJusticeWorker: 'referrer',
  healthPractitioner: 'referrer',
  voluntaryWorker: 'referrer',
  outreachOfficer: 'referrer',
  hateCrimeCoordinator: 'referrer',
  preventLead: 'referrer',
  panelCoordinator: 'panel',
  serviceManager: 'service',
  emergencyDuty: 'duty',
  independentReviewingOfficer: 'oversight',
  businessSupport: 'support',
  designatedOfficer: 'named',
  dataProtectionOfficer: 'officer',
  systemAdministrator: 'administrator',
}

/** The guide of a role. A role that nobody has written for yet has the general one. */
export function guideOf(roleCode: string): Guide {
  return guideOfRole[roleCode] ?? 'other'
}

/** Lines of a text that is a list; empty ones are none. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The two halves of a line written as "when | then". */
export function halvesOf(line: string): readonly [string, string] {
  const [first = '', ...rest] = line.split(' | ')
  return [first, rest.join(' | ')]
}
