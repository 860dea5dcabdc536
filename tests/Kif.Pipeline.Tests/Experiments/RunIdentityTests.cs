using System.Text.Json.Nodes;
using Kif.Pipeline.Tests.MachineLearning;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>What decides the bits of runs is in their hash: a folder is not continued with another, and verify finds it.</summary>
public sealed class RunIdentityTests : IDisposable
{
    private static readonly string Plugin = Path.Combine(AppContext.BaseDirectory, "plugins", "sample");
    private readonly TinyModel tiny = new();

    public void Dispose() => tiny.Dispose();

    [Theory]
    [InlineData("config.json", "source.config.json.sha256")]
    [InlineData("generation_config.json", "source.generation_config.json.sha256")]
    [InlineData("tokenizer_config.json", "tokenizer.sha256")]
    [InlineData("adapter/adapter_config.json", "source.adapter/adapter_config.json.sha256")]
    [InlineData("adapter/adapter_model.safetensors", "source.adapter/adapter_model.safetensors.sha256")]
    public async Task A_folder_is_not_continued_with_another_file(string name, string told)
    {
        string adapter = await Adapter();
        File.WriteAllText(Path.Combine(tiny.Folder, "generation_config.json"), "{ \"eos_token_id\": 1 }");
        CompareSettings settings = Settings("seq-lora") with { Adapter = adapter };
        await Run(KifServices.BuiltIn(), settings);
        VerifyJob.Verify(new(KifServices.BuiltIn()), Of("out")).Discrepancies.Should().BeEmpty();

        string file = name.StartsWith("adapter/", StringComparison.Ordinal)
            ? Path.Combine(adapter, name["adapter/".Length..]) : Path.Combine(tiny.Folder, name);
        if (name.EndsWith(".safetensors", StringComparison.Ordinal)) FlipLast(file);
        else File.WriteAllText(file, File.ReadAllText(file) + "\n");

        Preparing(KifServices.BuiltIn(), settings with { Strategies = ["seq-lora", "replay"] }).Should().Throw<CompositionException>()
            .WithMessage($"* holds another comparison: {told} is * there and * now (seq-lora, order-1, seed 1)*");
        using (CompareJob plan = CompareJob.Prepare(KifServices.BuiltIn(), settings with { Out = null }))
            plan.Invoking(p => p.CheckFolder(Of("out"))).Should().Throw<CompositionException>().WithMessage($"*{told} is*");
        VerifyJob.Verify(new(KifServices.BuiltIn()), Of("out")).Discrepancies.Should().ContainSingle();
    }

    [Fact]
    public async Task An_adapter_is_known_by_its_files_wherever_they_lie()
    {
        string adapter = await Adapter(), moved = Of("moved");
        await Run(KifServices.BuiltIn(), Settings("seq-lora") with { Adapter = adapter });
        Directory.Move(adapter, moved);
        Preparing(KifServices.BuiltIn(), Settings("seq-lora") with { Adapter = moved }).Should().NotThrow();
    }

    [Fact]
    public async Task Lines_are_there_only_for_what_is_there()
    {
        await Run(KifServices.BuiltIn(), Settings("seq-lora"));
        string[] lines = [.. Record("seq-lora").Configuration.Select(l => l.Split('=')[0])];
        lines.Should().Contain("source.config.json.sha256").And.NotContain(l => l.StartsWith("code.") || l.StartsWith("source.adapter")
            || l == "source.generation_config.json.sha256");
    }

    [Theory]
    [InlineData("Kif.SamplePlugin.dll")]
    [InlineData("Kif.SamplePlugin.Words.dll")]
    public async Task A_plug_in_counts_with_what_is_beside_it_for_the_runs_that_use_it(string changed)
    {
        await Run(KifServices.BuiltIn(), Settings("seq-lora"));
        string first = Copied("first"), second = Copied("second");
        using (FileStream file = new(Path.Combine(second, changed), FileMode.Append)) file.WriteByte(0);

        await Run(Catalog(first), Settings("seq-lora", "sample-pull"));
        Record("seq-lora").Configuration.Should().NotContain(l => l.StartsWith("code."));
        Record("sample-pull").Configuration.Where(l => l.StartsWith("code.")).Select(l => l.Split('=')[0]).Should()
            .Equal("code.Kif.SamplePlugin.Words.sha256", "code.Kif.SamplePlugin.sha256");
        VerifyJob.Verify(new(Catalog(first)), Of("out")).Discrepancies.Should().BeEmpty();

        Preparing(Catalog(second), Settings("seq-lora", "sample-pull")).Should().Throw<CompositionException>()
            .WithMessage($"*code.{Path.GetFileNameWithoutExtension(changed)}.sha256 is * there and * now (sample-pull, order-1, seed 1)*");
        VerifyJob.Verify(new(Catalog(second)), Of("out")).Discrepancies.Should().ContainSingle().Which.Message.Should()
            .Be($"the code of {Path.GetFileNameWithoutExtension(changed)} is another than that of the runs of sample-pull");
        VerifyJob.Verify(new(KifServices.BuiltIn()), Of("out")).Unchecked.Should()
            .Contain(l => l.StartsWith("code of plug-ins: no strategy is named 'sample-pull'"));
    }

    [Fact]
    public async Task A_programs_own_metric_counts()
    {
        await Run(KifServices.BuiltIn().AddMetric<Half>("half", "Half of the points"), Settings("seq-lora") with { Metric = ComponentChoice.Of("half") });
        Record("seq-lora").Configuration.Should().Contain(l => l.StartsWith("code.Kif.Pipeline.Tests.sha256="));
    }

    [Fact]
    public async Task Other_versions_and_machines_are_told_and_none_hides_the_earlier_ones()
    {
        await Run(KifServices.BuiltIn(), Settings("seq-lora"));
        Change("run.json", run => (run["environment"]!["kif"], run["environment"]!["processor"]) = ("0.0.9", "an abacus"));
        Change("seq-lora/order-1/seed-1/result.json", run => run["environment"]!["kif"] = "0.0.9");

        using (CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), Settings("seq-lora", "replay")))
        {
            job.Warnings.Should().ContainSingle(w => w.StartsWith("the runs differ in kif (0.0.9, ")).Which.Should().Contain("an abacus");
            await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
            job.Finish(await run.Completion);
        }
        CompareJob.WarningsOf(Of("out")).Should().ContainSingle("a plan tells it too");
        RunDescription description = RunFolder.DescriptionOf(Of("out"));
        description.EarlierEnvironments.Should().ContainSingle().Which["kif"].Should().Be("0.0.9");
        description.Warnings.Should().ContainSingle(w => w.Contains("0.0.9"));
        File.ReadAllText(Path.Combine(Of("out"), "report.md")).Should().Contain("the runs differ in kif");
        VerificationResult verified = VerifyJob.Verify(new(KifServices.BuiltIn()), Of("out"));
        verified.Notes.Should().ContainSingle().Which.Should().StartWith("the runs differ in kif (0.0.9, ");
        verified.Discrepancies.Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_records_the_threads_that_it_used()
    {
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), Settings("seq-lora") with { Threads = 1 });
        using (CompareJob.Prepare(KifServices.BuiltIn(), Settings("seq-lora") with { Threads = 2, Out = null }))
        {
            await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
            await run.Completion;
        }
        Record("seq-lora").Environment["threads"].Should().Be("1");

        torch.set_num_threads(2);
        try { RunEnvironment.Used(job.Output!.Description.Environment)["threads"].Should().Be("2"); }
        finally { torch.set_num_threads(1); }
    }

    [Fact]
    public async Task A_folder_of_the_format_before_is_read_and_verified_and_not_continued()
    {
        await Run(KifServices.BuiltIn(), Settings("seq-lora"));
        Change("run.json", run =>
        {
            run["format"] = 2;
            run.Remove("sources");
        }, seals: false);
        string[] lines = [.. Record("seq-lora").Configuration.Where(l => !l.StartsWith("source."))];
        Change("seq-lora/order-1/seed-1/result.json", run =>
        {
            run["format"] = 2;
            run["configuration"] = new JsonArray([.. lines.Select(l => (JsonNode)l)]);
            run["configurationSha256"] = Sha256.Of(lines);
        }, seals: false);

        SavedComparison.Read(Of("out")).Result.Runs.Should().ContainSingle();
        VerificationResult verified = VerifyJob.Verify(new(KifServices.BuiltIn()), Of("out"));
        verified.Discrepancies.Should().BeEmpty();
        verified.Unchecked.Should().ContainSingle(l => l.StartsWith("settings of the model, adapter and plug-ins: an earlier version"));
        Preparing(KifServices.BuiltIn(), Settings("seq-lora", "replay")).Should().Throw<CompositionException>()
            .WithMessage($"{Of("out")} was begun by another version of Kif (format 2; this one writes 3)*choose another folder*");
    }

    [Fact]
    public void A_profile_of_training_is_what_it_stands_for()
    {
        string[] named = Lines(new() { Profile = MethodProfile.OfficialCode }),
            said = Lines(new() { Order = ExampleOrder.Shuffled, ExactWarmup = true, EqualMicroBatches = true });
        named.Should().Equal(said).And.Contain("settings.training.order=Shuffled").And.NotContain(l => l.Contains("profile=")
            && l.StartsWith("settings.training"));
        Lines(new()).Should().Contain("settings.training.order=Shuffled").And.NotEqual(named);

        string[] Lines(TrainingOptions training)
        {
            using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(),
                Settings("seq-lora") with { Training = training, Out = Of(Guid.NewGuid().ToString()) });
            return [.. RunConfiguration.Of(job.Output!.Description, job.Grid[0])];
        }
    }

    private string Of(string name) => Path.Combine(tiny.Root, name);

    private RunRecord Record(string strategy) => RunFiles.ReadRecord(Path.Combine(Of("out"), strategy, "order-1", "seed-1"));

    private CompareSettings Settings(params string[] strategies) => new()
    {
        Model = tiny.Folder, Strategies = strategies, Order = ["place", "time"], TrainLimit = 8, TestLimit = 2, Threads = 1, Out = Of("out"),
        Training = new() { Epochs = 1, BatchSize = 4 }, Evaluation = new() { MaxNewTokens = 2 },
    };

    /// <summary>Trains an adapter of the tiny model and returns its folder.</summary>
    private async Task<string> Adapter()
    {
        await Run(KifServices.BuiltIn(), Settings("seq-lora") with { Out = Of("before") });
        string folder = Of("adapter");
        Directory.Move(Path.Combine(Of("before"), "seq-lora", "order-1", "seed-1", "adapters", "after-task-1"), folder);
        return folder;
    }

    private static Action Preparing(KifCatalog catalog, CompareSettings settings) => () => CompareJob.Prepare(catalog, settings).Dispose();

    private static async Task Run(KifCatalog catalog, CompareSettings settings)
    {
        using CompareJob job = CompareJob.Prepare(catalog, settings);
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        job.Finish(await run.Completion);
    }

    private KifCatalog Catalog(string plugin) => KifServices.BuiltIn().AddPlugin(Path.Combine(plugin, "Kif.SamplePlugin.dll"));

    private string Copied(string name)
    {
        Directory.CreateDirectory(Of(name));
        foreach (string file in Directory.GetFiles(Plugin)) File.Copy(file, Path.Combine(Of(name), Path.GetFileName(file)));
        return Of(name);
    }

    private void Change(string name, Action<JsonObject> change, bool seals = true) => SealedFile.Change(Path.Combine(Of("out"), name), change, seals);

    private static void FlipLast(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private sealed class Half : ITaskMetric
    {
        public string Name => "half";

        public double Score(IReadOnlyList<string> answers, IReadOnlyList<Example> examples) => 50;
    }
}
