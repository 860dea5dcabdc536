using Kif.ML;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>Files as the first version wrote them are refused with one message; so are files of versions to come, with another.</summary>
public sealed class OlderFileTests : IDisposable
{
    private const string Older = " was written by an older version of Kif (format 1; this version reads 3); see docs/renamed.md";

    private readonly string folder = Directory.CreateTempSubdirectory("kif-older-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_output_folder()
    {
        Write("run.json", """{ "command": "kif compare", "model": "embedded", "seeds": [1], "settings": { "compute.roundedproducts": "false" } }""");
        Message(() => SavedComparison.Read(folder)).Should().Be(Of("run.json") + Older);
        Message(() => new RunFolder(folder, new() { Command = "kif compare", Model = "embedded" }).Dispose()).Should().Be(Of("run.json") + Older);
    }

    [Fact]
    public void A_run()
    {
        Write("result.json", """{ "format": 1, "key": { "strategy": "ewc", "order": "order-1", "seed": 1 }, "tasks": ["place"], "untrained": [0] }""");
        Message(() => RunFiles.ReadRecord(folder)).Should().Be(Of("result.json") + Older);
    }

    [Fact]
    public void A_stopped_run()
    {
        using var output = new RunFolder(folder, new() { Command = "kif compare", Model = "embedded" });
        var run = new RunKey("ewc", "order-1", 1);
        output.Own(run).Dispose();
        string paused = Directory.CreateDirectory(Path.Combine(RunFolder.PathOf(folder, run), "paused")).FullName;
        for (int again = 0; again < 2; again++)
            Message(() => output.Own(run)).Should().Be(paused + " was written by an older version of Kif (this version reads checkpoint); see docs/renamed.md; "
                + "without that folder the run begins again");
    }

    [Fact]
    public void A_learner()
    {
        Write("learner.json", """{ "Format": 1, "Parts": ["inc-lora"], "Tasks": 1, "Growths": ["Merge"], "Space": "1f", "Cost": { "Steps": 3 } }""");
        Message(() => LearnerFolder.Open(folder)).Should().Be(Of("learner.json") + Older);
    }

    [Fact]
    public void A_model()
    {
        Write("model.json", """{ "Format": 1, "Recipe": { "Strategy": "kif-lora", "Compute": { "RoundedProducts": false } }, "Tasks": ["place"] }""");
        Message(() => SavedModel.Read(Of("model.json"))).Should()
            .Be(Of("model.json") + " was written by an older version of Kif (format 1; this version reads 2); see docs/renamed.md");
    }

    [Fact]
    public void An_experiment_is_told_every_new_name()
    {
        Write("experiment.json", """
            {
              "strategies": [
                { "strategy": "kif-lora", "decompose": { "use": "entry" }, "fuse": { "use": "sign-agreement" } },
                { "name": "fisher", "strategy": "ewc", "batch": 4 },
                { "strategy": "replay+mas", "replay": { "mix": "Balanced" }, "mas.mix": "0.5" }
              ],
              "set": ["fisher.batch=8", "inc-lora.grow=fold", "kif-lora.fuse.temperature=0.5"],
              "compute": { "device": "cpu", "roundedProducts": false },
              "evaluation": { "mostChoices": 100, "withinExamples": 50, "withinEvery": 5 }
            }
            """);
        Message(() => ExperimentFile.Read(Of("experiment.json"))).Should().Be("experiment.json was written by an older version of Kif ("
            + "compute.roundedProducts is compute.matmulPrecision now, evaluation.mostChoices is evaluation.maxChoices now, "
            + "evaluation.withinExamples is evaluation.midTaskExamples now, evaluation.withinEvery is evaluation.evaluateEverySteps now, "
            + "kif-lora.decompose.use=entry is decompose=element now, kif-lora.fuse.use=sign-agreement is fuse=ties now, ewc.batch is ewc.estimate.batchsize now, "
            + "replay.mix is replay.mode now, mas.mix is mas.decay now, ewc.batch is ewc.estimate.batchsize now, inc-lora.grow=fold is grow=merge now"
            + "); see docs/renamed.md");
    }

    [Fact]
    public void A_composition()
    {
        Write("composition.json", """{ "strategy": "orthogonality", "weight": 0.1 }""");
        Message(() => CompositionFile.Read(Of("composition.json"))).Should()
            .Be("composition.json was written by an older version of Kif (orthogonality.weight is orthogonality.lambda now); see docs/renamed.md");
    }

    [Fact]
    public void A_name_that_was_never_there_is_another_matter()
    {
        Write("experiment.json", """{ "evaluation": { "mostChoice": 100 } }""");
        Message(() => ExperimentFile.Read(Of("experiment.json"))).Should().StartWith("experiment.json: no setting is named 'evaluation.mostChoice'");
        Write("composition.json", """{ "strategy": "mine", "weight": 0.1, "fuse": "ties" }""");
        CompositionFile.Read(Of("composition.json")).Options.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("run.json", 3)]
    [InlineData("result.json", 3)]
    [InlineData("learner.json", 3)]
    [InlineData("model.json", 2)]
    public void A_file_of_a_later_version_is_not_called_older(string name, int current)
    {
        Write(name, $$"""{ "format": {{current + 1}} }""");
        Message(() => Read(name)).Should().Be($"{Of(name)}: format is {current + 1}; this version reads {current}");
    }

    [Fact]
    public void What_replaces_an_option_is_there()
    {
        KifCatalog catalog = KifServices.BuiltIn();
        string[] known = [.. catalog.Strategies.SelectMany(s => Names(s.Name, Activator.CreateInstance(s.OptionsType)!))];
        foreach (string told in Old.Select(RenamedOptions.Name).OfType<string>())
            known.Should().Contain(told.Split(" is ")[1].Split(' ')[0]);
        known.Should().NotIntersectWith(Old);
    }

    /// <summary>The paths of options, those of the parts that are used by default included.</summary>
    private static IEnumerable<string> Names(string owner, object options) => OptionReflection.Of(options).SelectMany(o => (string[])
    [
        $"{owner}.{o.Name}",
        .. o.Value is ComponentChoice choice
            ? KifServices.BuiltIn().Components.Where(c => c.Name == choice.Use)
                .SelectMany(c => OptionReflection.Of(Activator.CreateInstance(c.OptionsType)!).Select(p => $"{owner}.{o.Name}.{p.Name}")) : [],
    ]);

    private static readonly string[] Old = ["a-gem.referencebatch", "gem.referencebatch", "der++.memorybatch", "ewc.batch", "mas.batch", "mas.mix",
        "lwf.weight",
        "orthogonality.weight", "replay.mix", "kif-m.replayrate", "recurrent-kif.outer", "recurrent-kif.outerbatch", "recurrent-kif.outerlrscale",
        "ewc.grouping", "ewc.batchsize", "ewc.maxexamples", "ewc.sampledlabels", "ewc.sumtokens", "mas.grouping", "mas.batchsize", "mas.maxexamples",
        "si.damping", "si.keepnegative", "si.penaltyinpath"];

    private string Of(string name) => Path.Combine(folder, name);

    private void Write(string name, string text) => File.WriteAllText(Of(name), text);

    private object? Read(string name) => name switch
    {
        "run.json" => SavedComparison.Read(folder),
        "result.json" => RunFiles.ReadRecord(folder),
        "learner.json" => LearnerFolder.Open(folder),
        _ => SavedModel.Read(Of(name)),
    };

    private static string Message(Action read) => read.Should().Throw<Exception>().Which.Message;
}
