import { app } from '../../app.ts'
import { story } from '../../demo/stories.ts'
import { browser } from '../../platform/testing/browser.ts'
import fc from 'fast-check'
import { nowhere } from './nowhere.ts'
export const meetings = [app, story, browser, fc, nowhere]
