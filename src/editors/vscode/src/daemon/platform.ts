/** The name that VS Code gives a platform in a .vsix: linux-x64, darwin-arm64, win32-x64. */
export function target(platform: string = process.platform, arch: string = process.arch): string {
  return `${platform}-${arch}`;
}

/** The daemon's file name. */
export function executableName(platform: string = process.platform): string {
  return platform === 'win32' ? 'localcascade.exe' : 'localcascade';
}
