import { recoveryCodeHash, totpStep } from '../../platform/crypto/one-time-codes.ts'
import { newPasswordSecret } from '../../platform/crypto/passwords.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { passwordProblem, safePath } from './rules.ts'
import { appSecret, appStep, newAppSecret, sealTotp } from './secrets.ts'
import {
  changeMyPassword,
  choosePost,
  emailOf,
  endSessions,
  myPosts,
  myRecoveryCodesLeft,
  mySessions,
  replaceMyRecoveryCodes,
  replaceMyTotp,
} from './store.ts'
import { t } from './texts.ts'
import { AccountView, AppView, ChoosePostView, PasswordView, RecoveryAskView, RecoveryCodesView } from './views.tsx'

/** One's own account: posts, sessions, password, phone, recovery codes. */
export function accountRoutes(route: Routes): void {
  route.get('/account', 'account.read', showAccount)
  route.get('/account/post', 'account.posts_read', showPosts)
  route.post('/account/post', 'user.post_chosen', choose)
  route.post('/account/sessions/:id/end', 'user.session_ended', endOne)
  route.post('/account/sign-out-everywhere', 'user.signed_out_everywhere', endAll)
  route.get('/account/password', 'account.password_form', async () => page(t('account.password'), PasswordView({})), { stepUp: true })
  route.post('/account/password', 'user.password_changed', changePassword, { stepUp: true })
  route.get('/account/app', 'account.app_form', (request) => showApp(request), { stepUp: true })
  route.post('/account/app', 'user.app_replaced', replaceApp, { stepUp: true })
  route.get('/account/recovery-codes', 'account.recovery_codes_form', askCodes, { stepUp: true })
  route.post('/account/recovery-codes', 'user.recovery_codes_replaced', makeCodes, { stepUp: true })
}

async function showAccount({ tx, actor, query, audit }: Request): Promise<Reply> {
  audit.about('user', actor.userId)
  const done = query['done'] === 'password' || query['done'] === 'app' ? query['done'] : undefined
  return page(
    t('account.title'),
    AccountView({
      actor,
      email: await emailOf(tx, actor.userId),
      posts: await myPosts(tx),
      sessions: await mySessions(tx),
      codesLeft: await myRecoveryCodesLeft(tx),
      done,
    }),
  )
}

async function showPosts({ tx, actor, query }: Request): Promise<Reply> {
  const posts = await myPosts(tx)
  return page(t('post.title'), ChoosePostView({ posts, current: actor.postId, to: safePath(query['to'] ?? '/') }))
}

async function choose({ tx, actor, body, audit }: Request): Promise<Reply> {
  const postId = typed(body, 'post')
  const to = safePath(typed(body, 'to'))
  const posts = await myPosts(tx)
  if (!posts.some((post) => post.id === postId) || !(await choosePost(tx, postId))) {
    const problems = { post: t('post.missing') }
    return page(t('post.title'), ChoosePostView({ posts, current: actor.postId, to, problems }), { status: 422 })
  }
  audit.about('user', actor.userId)
  audit.purpose(`post ${postId}`)
  return seeOther(to)
}

async function endOne(request: Request): Promise<Reply> {
  request.audit.about('user', request.actor.userId)
  if ((await endSessions(request.tx, { id: idParam(request) })) === 0) return notThere()
  return seeOther('/account')
}

async function endAll({ tx, actor, audit }: Request): Promise<Reply> {
  audit.about('user', actor.userId)
  await endSessions(tx, 'all')
  return seeOther('/sign-in?out=all')
}

async function changePassword({ tx, actor, body, house, audit }: Request): Promise<Reply> {
  const password = typed(body, 'newPassword')
  const weak = passwordProblem(password, { fullName: actor.fullName, email: await emailOf(tx, actor.userId) })
  if (weak !== undefined) {
    return page(t('account.password'), PasswordView({ problems: { newPassword: t(`password.${weak}`) } }), { status: 422 })
  }
  audit.about('user', actor.userId)
  await changeMyPassword(tx, await newPasswordSecret(house.masterKey, password))
  return seeOther('/account?done=password')
}

async function showApp({ tx, actor, house, now }: Request, problem?: string): Promise<Reply> {
  const { totpSecret } = newAppSecret()
  const sealed = appStep.seal(house.masterKey, { userId: actor.userId, totpSecret }, now)
  const app = await appSecret(totpSecret, await emailOf(tx, actor.userId))
  const problems = problem === undefined ? {} : { oneTimeCode: problem }
  return page(t('app.title'), AppView({ action: '/account/app', sealed, app, problems, isInside: true }), {
    status: problem === undefined ? 200 : 422,
  })
}

async function replaceApp(request: Request): Promise<Reply> {
  const { tx, actor, body, house, now, audit } = request
  const sealed = typed(body, 'sealed')
  const step = appStep.open(house.masterKey, sealed, now)
  // older than an hour, or made for somebody else
  if (step === undefined || step.userId !== actor.userId) return showApp(request, t('app.tooOld'))
  const code = totpStep(step.totpSecret, typed(body, 'oneTimeCode'), now, null)
  if (code === undefined) {
    const app = await appSecret(step.totpSecret, await emailOf(tx, actor.userId))
    const problems = { oneTimeCode: t('app.wrong') }
    return page(t('app.title'), AppView({ action: '/account/app', sealed, app, problems, isInside: true }), { status: 422 })
  }
  audit.about('user', actor.userId)
  await replaceMyTotp(tx, sealTotp(house.masterKey, step.totpSecret), code)
  return seeOther('/account?done=app')
}

async function askCodes({ tx }: Request): Promise<Reply> {
  return page(t('account.codes'), RecoveryAskView({ left: await myRecoveryCodesLeft(tx) }))
}

async function makeCodes({ tx, actor, house, audit }: Request): Promise<Reply> {
  const { recoveryCodes } = newAppSecret()
  audit.about('user', actor.userId)
  await replaceMyRecoveryCodes(
    tx,
    recoveryCodes.map((code) => recoveryCodeHash(house.masterKey, code)),
  )
  return page(t('recovery.title'), RecoveryCodesView({ codes: recoveryCodes, next: '/account' }))
}
