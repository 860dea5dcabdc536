return await Kif.Cli.KifCommandLine.RunAsync(args);
