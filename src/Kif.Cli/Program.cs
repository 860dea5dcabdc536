using Kif.Cli;
using Kif.Models;

NativeMemory.KeepFreedPages();
return await KifCommandLine.RunAsync(args);
