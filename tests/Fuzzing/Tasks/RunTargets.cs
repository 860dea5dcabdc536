using System.IO.Compression;
using System.Text;
using Kif.ML;
using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>What runs, learners and ML.NET leave behind and read again, and files that people send each other to repeat a comparison.</summary>
internal static class RunTargets
{
    private const string Experiment =
        """{"model":"embedded","data":"my-tasks","order":["a","b"],"orderCount":2,"seeds":[1,2],"strategies":["seq-lora",{"name":"x","strategy":"kif-lora","options":{"regularizer.lambda":0.5}}],"training":{"epochs":1,"learningRate":0.001,"batchSize":4},"limits":{"maxSource":64},"columns":{"input":"q","output":"r"},"taskColumns":{"a":{"prompt":"{t}\n{u}","output":"s"}}}""";

    private const string Composition =
        """{"strategy":"kif-lora","options":{"regularizer.lambda":0.5},"parts":{"decomposer":{"use":"ranks"},"fuser":{"use":"adaptive","options":{"beta":2}}}}""";

    private static readonly Lazy<IReadOnlyList<FuzzSeed>> SavedLearners = new(RunSeeds.Learners);

    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new("run", "run", [RunSeeds.Runs()], Read)
            { Refusals = [typeof(InvalidDataException)], Repair = (seed, files) => SealRepair.Of(seed, files, RunSeeds.Sealed) },
        new("run", "collect", [RunSeeds.Runs()], Collect)
        {
            Refusals = [typeof(InvalidDataException), typeof(CompositionException)], NamesFile = false,
            Repair = (seed, files) => SealRepair.Of(seed, files, RunSeeds.Sealed),
        },
        .. SavedLearners.Value.Select(saved => new FuzzTarget("learner", saved.Name, [saved], given => Resume(given, saved.Name))
        {
            Refusals = [typeof(InvalidDataException)], Repair = (seed, files) => SealRepair.Of(seed, files, "learner.json"),
        }),
        new("zip", "zip", [new("zip", new Dictionary<string, byte[]> { ["state.zip"] = Zip(SavedLearners.Value[0]) })], Unpack)
            { Refusals = [typeof(InvalidDataException)], NamesFile = false },
        new("experiment", "experiment", [One("x.json", Experiment), One("x.json", ExperimentFile.Start())],
            given => ExperimentFile.Read(PathOf(given))) { Refusals = [typeof(CompositionException)] },
        new("experiment", "composition", [One("c.json", Composition)], given => CompositionFile.Read(PathOf(given)))
            { Refusals = [typeof(CompositionException)] },
        new("experiment", "questions", [One("q.jsonl", "{\"input\":\"a\"}\n{\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]}\n"), One("q.csv", "id,input\n1,a\n")],
            given => QuestionFile.Read(PathOf(given), RowColumns.None, [])) { Refusals = [typeof(InvalidDataException)] },
    ];

    private static void Read(FuzzCase given)
    {
        SavedComparison saved = SavedComparison.Read(given.Folder);
        foreach (StrategyRun run in saved.Result.Runs)
        {
            string folder = RunFolder.PathOf(given.Folder, run.Key);
            _ = RunFiles.Faults(folder, RunFiles.ReadRecord(folder)).ToArray();
            foreach (SavedStep step in StepsFile.Read(Path.Combine(folder, RunFiles.Steps))) UnsoundException.Unless(step.Task is not null, "a step has no task");
        }
        string report = MarkdownReport.Write(saved.Result, saved.Description.Command, saved.Description.Warnings);
        UnsoundException.Unless(!report.Contains('\u001b'), "the report has characters that a terminal obeys");
        _ = JsonReport.Write(saved.Result);
    }

    private static void Collect(FuzzCase given)
    {
        using var all = new TemporaryFolder();
        string target = Path.Combine(all.Path, "all");
        try { CollectJob.Collect(new StrategyComposer(KifServices.BuiltIn()), [given.Folder], target); }
        finally { UnsoundException.Unless(Directory.GetFileSystemEntries(all.Path).All(e => e == target), "something was written beside the target"); }
    }

    private static void Resume(FuzzCase given, string strategy)
    {
        using ContinualLearner learner = RunSeeds.Learner(strategy);
        learner.Resume(given.Folder);
        UnsoundException.Unless(learner.Weights.shape[0] == learner.Model.Space.Length, "the weights are not those of the model");
    }

    private static void Unpack(FuzzCase given)
    {
        using var folder = new TemporaryFolder();
        string below = Path.Combine(folder.Path, "below");
        Directory.CreateDirectory(below);
        PackedFolder.Extract(given.Only, below);
        UnsoundException.Unless(Directory.GetFileSystemEntries(folder.Path).Length == 1, "something was written outside of the folder");
    }

    private static byte[] Zip(FuzzSeed seed)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] content) in seed.Files)
                using (Stream entry = zip.CreateEntry(name, name.EndsWith(".json", StringComparison.Ordinal) ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open())
                    entry.Write(content);
        return memory.ToArray();
    }

    private static string PathOf(FuzzCase given) => Path.Combine(given.Folder, given.Files.Keys.Single());

    private static FuzzSeed One(string name, string text) => new(name, new Dictionary<string, byte[]> { [name] = Encoding.UTF8.GetBytes(text) });
}
