Kif.Models.Native.NativeMemory.KeepFreedPages();
return await Kif.Cli.KifCommandLine.RunAsync(args);
