/** Referrals to the National Referral Mechanism and notices: the rules so far, to be tried in the handbook. */
export { nrmRules } from './handbook.ts'
