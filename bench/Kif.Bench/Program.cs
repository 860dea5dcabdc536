using Kif.Bench;
using Kif.Bench.Fuzz;
using Kif.Bench.Steps;
using Kif.Bench.Tokenizers;
using Kif.Models;

NativeTorch.Register();
if (Environment.GetEnvironmentVariable("KIF_RETURN_PAGES") is null) NativeMemory.KeepFreedPages();
// Each measurement is a command of its own; one per process, so that none warms the next one's caches.
var commands = new SortedDictionary<string, IMeasurement>(StringComparer.Ordinal)
{
    ["decode"] = new DecodeMeasurement(),
    ["folder"] = new FolderMeasurement(),
    ["fuzz"] = new FuzzMeasurement(),
    ["gemm"] = new GemmMeasurement(),
    ["growth"] = new GrowthChart(),
    ["products"] = new ProductMeasurement(),
    ["race"] = new RaceMeasurement(),
    ["readers"] = new ReadersMeasurement(),
    ["soak"] = new SoakMeasurement(),
    ["step"] = new StepMeasurement(),
    ["tasks"] = new TaskMeasurement(),
    ["tables"] = new TableMeasurement(),
    ["tokenizers"] = new TokenizerMeasurement(),
};
if (args.Length > 0 && commands.TryGetValue(args[0], out IMeasurement? chosen)) return chosen.Run(args[1..]);
Console.Error.WriteLine("usage: dotnet run -c Release --project bench/Kif.Bench -- COMMAND [options]");
foreach ((string name, IMeasurement measurement) in commands) Console.Error.WriteLine($"  {name,-12} {measurement.Line}");
return 2;
