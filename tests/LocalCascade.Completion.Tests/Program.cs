using LocalCascade.Completion.Tests.Telemetry;

// What `dotnet LocalCascade.Completion.Tests.dll` does when a test starts it as another process.
return await WritingProcess.MainAsync(args);
