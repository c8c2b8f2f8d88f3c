@echo off
rem Builds LocalCascade and runs its main jobs on Windows. build.cmd --help lists them.
setlocal
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
if "%ONNXRUNTIME_SOURCE%"=="" set ONNXRUNTIME_SOURCE=npm
set COMMAND=%1
if "%COMMAND%"=="" set COMMAND=build
if "%COMMAND%"=="--help" goto usage
if "%COMMAND%"=="help" goto usage

where dotnet >nul 2>nul || (echo build.cmd: error: the .NET SDK is not on the PATH. Install .NET SDK 10 ^(https://dot.net/download^) and run this again. 1>&2 & exit /b 1)
dotnet --version >nul 2>nul || (echo build.cmd: error: no .NET SDK that global.json accepts is installed; it asks for 10.0. Install .NET SDK 10 ^(https://dot.net/download^). 1>&2 & exit /b 1)
where npm >nul 2>nul || (echo build.cmd: error: npm is not on the PATH. Install Node.js 20 or newer ^(https://nodejs.org^) and run this again. 1>&2 & exit /b 1)

if "%COMMAND%"=="build" (call :publish || exit /b 1) & (call :editors || exit /b 1) & dotnet build LocalCascade.slnx -c Release -v quiet -p:OnnxRuntimeSource=%ONNXRUNTIME_SOURCE% & exit /b
if "%COMMAND%"=="demo" (if not exist dist\localcascade.exe call :publish || exit /b 1) & dist\localcascade.exe demo & exit /b
if "%COMMAND%"=="vscode" (call :publish || exit /b 1) & (call :editors || exit /b 1) & echo Install it: code --install-extension dist\localcascade-win32-x64.vsix & exit /b 0
if "%COMMAND%"=="playground" (call :publish || exit /b 1) & (call :editors || exit /b 1) & dist\localcascade.exe playground & exit /b
if "%COMMAND%"=="test" (call :publish || exit /b 1) & (call :editors || exit /b 1) & dotnet test LocalCascade.slnx -c Release -m:1 -p:OnnxRuntimeSource=%ONNXRUNTIME_SOURCE% & exit /b
if "%COMMAND%"=="bench" (if not exist dist\localcascade.exe call :publish || exit /b 1) & dotnet run -c Release --project tests\LocalCascade.Benchmarks -p:OnnxRuntimeSource=%ONNXRUNTIME_SOURCE% & exit /b
echo build.cmd: error: unknown command '%COMMAND%' 1>&2
:usage
echo Usage: build.cmd [build^|demo^|playground^|vscode^|test^|bench]
echo   build        build everything into dist\: the programs, the VS Code extension (the default)
echo   demo         build if needed, then complete at several places of the sample files and show the ghost text
echo   playground   build, then open a page in the browser that shows the engine at work
echo   vscode       build, then say how the VS Code extension is installed
echo   test         build, then run all tests
echo   bench        build if needed, then run the benchmarks and print their tables
exit /b 1

:editors
pushd src\editors
call npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || (popd & exit /b 1)
call npm run --silent build -w localcascade-playground || (popd & exit /b 1)
call npm run --silent build -w localcascade || (popd & exit /b 1)
call npm run --silent package -w localcascade -- "%~dp0dist" "%~dp0dist" || (popd & exit /b 1)
popd
xcopy /e /i /q /y src\editors\playground\out dist\playground >nul
exit /b 0

:publish
for /f %%r in ('dotnet msbuild src/LocalCascade.Daemon -getProperty:NETCoreSdkPortableRuntimeIdentifier') do set RID=%%r
echo Building localcascade, localcascade-proxy and localcascade-serve for %RID% ...
if exist artifacts\dist rmdir /s /q artifacts\dist
for %%p in (Daemon Proxy Serving) do dotnet publish src/LocalCascade.%%p -c Release -r %RID% -o artifacts/dist -v quiet -p:OnnxRuntimeSource=%ONNXRUNTIME_SOURCE% || exit /b 1
if exist dist rmdir /s /q dist
move artifacts\dist dist >nul
echo dist\localcascade.exe, dist\localcascade-proxy.exe and dist\localcascade-serve.exe are ready.
exit /b 0
