import { commands, Disposable } from 'vscode';
import { complain, offers, reasonOf } from '../messages.ts';
import { addModel } from './addModel.ts';
import { registerDoctor, runDoctor } from './doctor.ts';
import { explain } from './explain.ts';
import { showMenu } from './menu.ts';
import { pause, resume } from './pause.ts';
import { openReport } from './report.ts';
import { signIn, signOut } from './signIn.ts';
import { switchModel } from './switchModel.ts';
import { NoDaemon, type Workbench } from './workbench.ts';

type Command = (workbench: Workbench, ...args: never[]) => unknown;

const all: Readonly<Record<string, Command>> = {
  addModel,
  doctor: runDoctor,
  explain,
  menu: showMenu,
  pause,
  report: openReport,
  restart: workbench => workbench.restart(),
  resume,
  showLog: workbench => workbench.log.show(),
  signIn,
  signOut,
  switchModel,
  trigger: () => commands.executeCommand('editor.action.inlineSuggest.trigger'),
};

/** Registers every command; one that fails says so. */
export function registerCommands(workbench: Workbench): Disposable {
  const registered = Object.entries(all).map(([name, command]) => commands.registerCommand(`localcascade.${name}`, async (...args: never[]) => {
    try {
      await command(workbench, ...args);
    } catch (error) {
      workbench.log.error(`${name}: ${reasonOf(error)}`);
      complain(reasonOf(error), error instanceof NoDaemon ? offers.pathSetting : offers.showLog);
    }
  }));
  return Disposable.from(...registered, registerDoctor());
}
