using Kif;
using Kif.Models;
using KifExperiment._1;

NativeTorch.EnsureLoaded();

// Strategies and parts of your own are added here, and named in experiment.json as the built-in ones are.
KifCatalog catalog = KifServices.BuiltIn();

CompareSettings settings = Experiment.Read(args.Length > 0 ? args[0] : "experiment.json").ToSettings();
using CompareJob job = CompareJob.Prepare(catalog, settings);
Console.WriteLine(job.Headline);
await using ComparisonRun run = job.Start();
await foreach (RunEvent e in run.Events)
    if (e is RunFinished { Run: { } key }) Console.WriteLine($"{key.Strategy}: done");
ComparisonResult result = await run.Completion;
job.Finish(result);

Console.WriteLine();
Console.WriteLine($"{"strategy",-16} {"score",6} {"forgets",8}");
ComparisonStatistics statistics = result.Statistics;
foreach (StrategyStatistics s in statistics.Strategies)
    Console.WriteLine($"{s.Strategy,-16} {s.Metrics["ap"].Mean,6:F1} {s.Metrics["forgetting"].Mean,8:F1}");
foreach (StrategyStatistics s in statistics.Strategies) Console.WriteLine(statistics.Sentence(s.Strategy));
