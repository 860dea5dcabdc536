using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kif.Models;

namespace Kif.Bench;

/// <summary>
/// Readers beside writers, each a process of its own, on one saved learner of the embedded model: the first writer learns tasks of one step and saves after
/// each, the others try to save, readers resume and answer. Every save has the answers that its writer got, which a reader must get, too. Writers and readers
/// are killed on the way.
/// </summary>
internal sealed class ReadersMeasurement : IMeasurement
{
    private const string Told = "told.json";

    public string Line => "readers beside writers of a saved learner: --minutes 3 --readers 8 --writers 2 --kill-seconds 15";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "minutes", "readers", "writers", "kill-seconds", "role", "folder", "number");
        string role = options.Text("role", "");
        if (role.Length > 0) return RunAs(role, options.Text("folder", ""), options.Whole("number", 0));
        string root = Directory.CreateTempSubdirectory("kif-readers-").FullName;
        try
        {
            return Coordinate(root, TimeSpan.FromMinutes(options.Number("minutes", 3)), options.Whole("readers", 8), options.Whole("writers", 2),
                TimeSpan.FromSeconds(options.Number("kill-seconds", 15)));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static int Coordinate(string root, TimeSpan time, int readers, int writers, TimeSpan kill)
    {
        string folder = Path.Combine(root, "learner");
        (Tally all, List<Child> children) = (new(), []);
        for (int i = 0; i < writers; i++) children.Add(new(Start("write", folder, i), "write", i));
        while (!ContinualLearner.IsSavedIn(folder) && children.All(c => !c.Process.HasExited)) Thread.Sleep(50);
        for (int i = 0; i < readers; i++) children.Add(new(Start("read", folder, i), "read", i));
        var random = new Random(1);
        (int kills, long started, long killed) = (0, Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < time && children.All(c => !c.Process.HasExited))
        {
            Thread.Sleep(200);
            if (kill <= TimeSpan.Zero || Stopwatch.GetElapsedTime(killed) < kill) continue;
            // Every other victim is the one that holds the folder.
            int? holder = kills % 2 == 0 ? RunOwner.Read(Path.Combine(folder, "learner.owner.json"))?.Process : null;
            Child victim = children.FirstOrDefault(c => c.Process.Id == holder) ?? children[random.Next(children.Count)];
            victim.Process.Kill();
            all.Add(victim);
            children[children.IndexOf(victim)] = new(Start(victim.Role, folder, victim.Number), victim.Role, victim.Number);
            (kills, killed) = (kills + 1, Stopwatch.GetTimestamp());
        }
        double minutes = Stopwatch.GetElapsedTime(started).TotalMinutes;
        foreach (Child child in children.OrderBy(c => c.Role == "write"))
        {
            child.Process.StandardInput.Close();
            all.Add(child);
            if (child.Process.ExitCode != 0) all.Faults.Add($"{child.Role} {child.Number} ended with {child.Process.ExitCode}");
        }
        string[] before = Entries(folder);
        FolderClaim.Take(folder, "learner.json").Dispose();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{minutes:F1} minutes, {readers} readers, {writers} writers, {kills} kills: {all["saved"]:N0} saves, {all["read"]:N0} reads of {all["versions"]:N0} "
            + $"versions (each reader's own count), {all["answers"]:N0} answers compared, {all["refused"]:N0} saves refused by name"));
        Console.WriteLine($"left over: {string.Join(", ", before)}; after the next writer's start: {string.Join(", ", Entries(folder))}");
        Console.WriteLine($"{all.Faults.Count} faults");
        foreach (string fault in all.Faults.Take(20)) Console.WriteLine($"  {fault}");
        return all.Faults.Count == 0 && all["read"] > 0 && all["refused"] > 0 ? 0 : 1;
    }

    private static string[] Entries(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static Process Start(string role, string folder, int number)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (string word in new[] { "readers", "--role", role, "--folder", folder, "--number", $"{number}" }) start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    private static int RunAs(string role, string folder, int number)
    {
        Machine.Prepare(1, "highest");
        bool stop = false;
        new Thread(() =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }
            Volatile.Write(ref stop, true);
        }) { IsBackground = true }.Start();
        CompareSettings settings = CompareSettings.ForEmbedded();
        using var models = new PretrainedModels(EmbeddedModel.Folder(), settings.Lora, settings.Limits);
        LearningTask[] tasks = [.. EmbeddedStream.Create((ulong)number + 1, 64, 2).Tasks];
        Example[] questions = [.. EmbeddedStream.Create(7, 1, 1).Tasks.Select(t => t.Test[0])];
        ContinualLearner Learner()
        {
            StrategyComposition composition = new StrategyComposer(KifServices.BuiltIn()).Choose("kif-lora").Compose();
            return new(models.Create(composition.Trains), models.Encoder, composition, settings.Training with { Epochs = 1 }, new RandomStream(1), _ => { });
        }
        string[] AnswersOf(ContinualLearner learner) => [.. learner.Answer(questions, learner.Weights, 4), Sha256.Of(Bytes(learner.Weights))];
        if (role == "read") Reader();
        else Writer();
        return 0;

        void Reader()
        {
            HashSet<string> versions = [];
            while (!Volatile.Read(ref stop))
            {
                using ContinualLearner learner = Learner();
                string[] told = [];
                FolderVersion save = learner.ResumeWith(folder, files => told = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(files.File(Told)))!);
                string[] own = AnswersOf(learner);
                Console.WriteLine($"read {own.Length - 1}{(versions.Add(save.Pointer.Version) ? " new" : "")}");
                if (!own.SequenceEqual(told)) Console.WriteLine($"fault {save.Pointer.Version}: {string.Join("|", own)} where {string.Join("|", told)} was told");
            }
        }

        void Writer()
        {
            while (!Volatile.Read(ref stop))
            {
                using ContinualLearner learner = Learner();
                if (ContinualLearner.IsSavedIn(folder)) learner.Resume(folder);
                bool refused = false;
                for (int i = 0; !refused && !Volatile.Read(ref stop); i++)
                {
                    LearningTask task = tasks[i % tasks.Length];
                    learner.Learn($"{task.Name}-{i}", [.. task.Train.Skip(8 * (i % 8)).Take(8)]);
                    string[] told = AnswersOf(learner);
                    try
                    {
                        learner.SaveClaimed(folder, to => AtomicFile.Write(Path.Combine(to, Told), JsonSerializer.SerializeToUtf8Bytes(told)));
                        Console.WriteLine("saved");
                    }
                    catch (IOException e) when (e.Message.Contains("has another writer: process ", StringComparison.Ordinal)
                        || e.Message.Contains("what another learner has saved since", StringComparison.Ordinal))
                    {
                        Console.WriteLine("refused");
                        refused = true;
                        Thread.Sleep(500);
                    }
                }
            }
        }
    }

    private static byte[] Bytes(TorchSharp.torch.Tensor weights) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(weights.data<float>().ToArray()).ToArray();

    /// <summary>A process of the measurement; what it says is read as it comes.</summary>
    private sealed class Child
    {
        private readonly List<string> lines = [];
        private readonly Task reading;

        public Child(Process process, string role, int number)
        {
            (Process, Role, Number) = (process, role, number);
            reading = Task.Run(() =>
            {
                while (process.StandardOutput.ReadLine() is { } line) lines.Add(line);
            });
        }

        public Process Process { get; }

        public string Role { get; }

        public int Number { get; }

        /// <summary>All that it said; waits for its end.</summary>
        public IReadOnlyList<string> Lines()
        {
            Process.WaitForExit();
            reading.Wait();
            return lines;
        }
    }

    private sealed class Tally
    {
        private readonly Dictionary<string, int> counts = [];

        public List<string> Faults { get; } = [];

        public int this[string what] => counts.GetValueOrDefault(what);

        public void Add(Child child)
        {
            foreach (string[] words in child.Lines().Select(l => l.Split(' ')))
            {
                counts[words[0]] = this[words[0]] + 1;
                if (words[0] == "fault") Faults.Add(string.Join(' ', words));
                if (words[0] != "read") continue;
                counts["answers"] = this["answers"] + int.Parse(words[1], CultureInfo.InvariantCulture);
                if (words.Length > 2) counts["versions"] = this["versions"] + 1;
            }
        }
    }
}
