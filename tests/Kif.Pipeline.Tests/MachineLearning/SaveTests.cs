using Kif.ML;
using Kif.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>What is saved answers the same when it is loaded, learns further, and says what it lacks.</summary>
public sealed class SaveTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TinyModel tiny = new();

    private string Zip => Path.Combine(tiny.Root, "model.zip");

    public void Dispose() => tiny.Dispose();

    [Theory]
    [InlineData("kif-lora")]
    [InlineData("o-lora")]
    [InlineData("per-task")]
    [InlineData("seq-full")]
    [InlineData("ewc+replay")]
    public void A_plainly_loaded_model_answers_the_same(string strategy)
    {
        using ContinualTransformer model = Learn(strategy, 0, 1);
        ml.Model.Save(model, TinyModel.Data(ml, 0).Schema, Zip);
        ITransformer loaded = new MLContext().Model.Load(Zip, out DataViewSchema schema);
        schema.Select(c => c.Name).Should().Equal("Task", "Input", "Target");
        TinyModel.Answers(ml, loaded, TinyModel.Data(ml, 0, 1)).Should()
            .Equal(TinyModel.Answers(ml, model, TinyModel.Data(ml, 0, 1))).And.Contain(a => a.Length > 0);
        loaded.Transform(TinyModel.Data(ml, 0)).Schema.Where(c => !c.IsHidden).Select(c => c.Name).Should().Equal("Task", "Input", "Target", "Answer");
    }

    [Theory]
    [InlineData("kif-lora")]
    [InlineData("replay")]
    [InlineData("inc-lora")]
    public void A_typed_load_learns_further_as_if_it_had_never_been_saved(string strategy)
    {
        ContinualLearningCatalog learning = ml.ContinualLearning();
        ContinualEstimator estimator = learning.Learn(strategy, tiny.Folder, TinyModel.Options);
        using ContinualTransformer first = estimator.Fit(TinyModel.Data(ml, 0)), second = estimator.Fit(TinyModel.Data(ml, 1), first);
        ml.Model.Save(first, null, Zip);
        learning.SaveFolder(first, Path.Combine(tiny.Root, "saved"));
        var fromZip = (ContinualTransformer)learning.Load(Zip, out _);
        using ContinualTransformer fromFolder = learning.LoadFolder(Path.Combine(tiny.Root, "saved"));
        learning.LoadedBackbones.Should().Be(1);
        foreach (ContinualTransformer loaded in new[] { fromZip, fromFolder })
        {
            (loaded.Strategy, loaded.Seed).Should().Be((first.Strategy, first.Seed));
            loaded.Tasks.Should().Equal("task0");
            FitTests.Files(loaded).Should().BeEquivalentTo(FitTests.Files(first));
            using ContinualTransformer further = estimator.Fit(TinyModel.Data(ml, 1), loaded);
            FitTests.Files(further).Should().BeEquivalentTo(FitTests.Files(second));
        }
        fromZip.GetOutputSchema(TinyModel.Data(ml, 0).Schema)["Answer"].Annotations.Schema.Select(a => a.Name).Should().Equal("Strategy", "Tasks");
        fromZip.Dispose();
    }

    [Fact]
    public void A_model_within_a_chain_is_saved_with_its_neighbors_and_their_scopes()
    {
        IDataView data = TinyModel.Data(ml, 0);
        var chain = ml.Transforms.Text.NormalizeText("Input", keepPunctuations: false)
            .Append(ml.Transforms.CopyColumns("Wanted", "Target"), TransformerScope.Training)
            .Append(ml.ContinualLearning().Learn("kif-lora", tiny.Folder, TinyModel.Options))
            .Append(ml.Transforms.CopyColumns("Reply", "Answer"));
        var model = chain.Fit(data);
        string[] answers = [.. model.Transform(data).GetColumn<string>("Reply")];
        ml.Model.Save(model, data.Schema, Zip);
        ITransformer plain = ml.Model.Load(Zip, out _);
        var typed = (TransformerChain<ITransformer>)ml.ContinualLearning().Load(Zip, out _);
        plain.Transform(data).GetColumn<string>("Reply").Should().Equal(answers);
        typed.Transform(data).GetColumn<string>("Reply").Should().Equal(answers);
        typed.OfType<ContinualTransformer>().Should().ContainSingle();
        typed.GetModelFor(TransformerScope.Scoring).Should().HaveCount(3);
        typed.GetModelFor(TransformerScope.Training).Should().HaveCount(4);
        ml.Model.Save(plain, data.Schema, Zip);
        ml.ContinualLearning().Load(Zip, out _).Transform(data).GetColumn<string>("Reply").Should().Equal(answers);
        ml.Model.Save(typed, data.Schema, Zip);
        ml.Model.Load(Zip, out _).Transform(data).GetColumn<string>("Reply").Should().Equal(answers);
    }

    [Fact]
    public void Two_models_in_one_chain_keep_apart()
    {
        IDataView data = TinyModel.Data(ml, 0);
        ContinualLearningOptions second = TinyModel.Options;
        (second.OutputColumn, second.Seed) = ("Second", 9);
        var model = ml.ContinualLearning().Learn("kif-lora", tiny.Folder, TinyModel.Options)
            .Append(ml.ContinualLearning().Learn("seq-lora", tiny.Folder, second)).Fit(data);
        ml.Model.Save(model, data.Schema, Zip);
        foreach (ITransformer loaded in new[] { ml.Model.Load(Zip, out _), ml.ContinualLearning().Load(Zip, out _) })
            foreach (string column in new[] { "Answer", "Second" })
                loaded.Transform(data).GetColumn<string>(column).Should().Equal(model.Transform(data).GetColumn<string>(column));
    }

    [Fact]
    public void Prediction_engines_work_on_fitted_and_loaded_models()
    {
        using ContinualTransformer model = Learn("kif-lora", 0);
        ml.Model.Save(model, TinyModel.Data(ml, 0).Schema, Zip);
        string[] wanted = TinyModel.Answers(ml, model, TinyModel.Data(ml, 0));
        foreach (ITransformer each in new[] { model, ml.Model.Load(Zip, out _), ml.ContinualLearning().Load(Zip, out _) })
        {
            using var engine = ml.Model.CreatePredictionEngine<TinyModel.Row, TinyModel.Answered>(each, new PredictionEngineOptions
                { OwnsTransformer = false });
            TinyModel.Task(0).Select(row => engine.Predict(row).Answer).Should().Equal(wanted);
        }
        TinyModel.Answers(ml, model, TinyModel.Data(ml, 0)).Should().Equal(wanted);
    }

    [Fact]
    public void Plainly_loaded_models_answer_on_many_threads()
    {
        using ContinualTransformer model = Learn("kif-lora", 0);
        ml.Model.Save(model, TinyModel.Data(ml, 0).Schema, Zip);
        ITransformer loaded = ml.Model.Load(Zip, out _);
        string[] wanted = TinyModel.Answers(ml, model, TinyModel.Data(ml, 0));
        Enumerable.Range(0, 6).AsParallel().WithDegreeOfParallelism(6).Select(i => TinyModel.Answers(ml, i % 2 == 0 ? model : loaded, TinyModel.Data(ml, 0)))
            .ToArray().Should().OnlyContain(a => a.SequenceEqual(wanted));
    }

    [Fact]
    public void What_is_saved_holds_no_backbone()
    {
        using ContinualTransformer model = Learn("kif-lora", 0);
        string folder = Path.Combine(tiny.Root, "saved");
        ml.ContinualLearning().SaveFolder(model, folder);
        SavedModel saved = SavedModel.Read(Path.Combine(folder, "model.json"));
        saved.Backbone.Weights.Should().HaveLength(64);
        saved.Backbone.Folder.Should().Be(tiny.Folder);
        string[] names = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))];
        names.Should().BeEquivalentTo("model.json", "learner/learner.json", "learner/learner.lock", "learner/v1/description.json",
            "learner/v1/state.json", "learner/v1/state.safetensors", "learner/v1/weights.safetensors");
        foreach (string file in Directory.GetFiles(folder, "*.safetensors", SearchOption.AllDirectories))
        {
            using var tensors = SafetensorsFile.Open(file);
            tensors.Names.Should().NotContain(n => n.Contains("shared") || n.Contains("SelfAttention"));
        }
    }

    [Fact]
    public void A_backbone_that_has_moved_is_found_by_its_hash_or_asked_for()
    {
        using ContinualTransformer model = Learn("kif-lora", 0);
        string[] answers = TinyModel.Answers(ml, model, TinyModel.Data(ml, 0));
        ml.Model.Save(model, TinyModel.Data(ml, 0).Schema, Zip);
        string moved = Path.Combine(tiny.Root, "elsewhere", "tiny"), other = Path.Combine(tiny.Root, "other");
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        Directory.Move(tiny.Folder, moved);
        TinyModel.Write(other, 4);
        var fresh = new MLContext();
        foreach (string folder in new[] { moved, Path.GetDirectoryName(moved)! })
        {
            using var loaded = (ContinualTransformer)fresh.ContinualLearning().Load(Zip, out _, [other, folder]);
            TinyModel.Answers(ml, loaded, TinyModel.Data(ml, 0)).Should().Equal(answers);
        }
        fresh.ContinualLearning().Invoking(l => l.Load(Zip, out _, [other])).Should().Throw<InvalidDataException>()
            .WithMessage($"*'{other}' has other weights (SHA-256 *; '{tiny.Folder}' is not there*backboneFolders*KIF_BACKBONES*");
        ITransformer plain = fresh.Model.Load(Zip, out _);
        FluentActions.Invoking(() => TinyModel.Answers(ml, plain, TinyModel.Data(ml, 0))).Should().Throw<Exception>()
            .Where(e => e.GetBaseException() is InvalidDataException);
    }

    [Fact]
    public void A_backbone_with_another_tokenizer_is_refused()
    {
        using ContinualTransformer model = Learn("kif-lora", 0);
        string folder = Path.Combine(tiny.Root, "saved"), file = Path.Combine(tiny.Folder, "tokenizer_config.json");
        ml.ContinualLearning().SaveFolder(model, folder);
        File.AppendAllText(file, " ");
        ml.ContinualLearning().Invoking(l => l.LoadFolder(folder)).Should().Throw<InvalidDataException>().WithMessage("*has another tokenizer*");
    }

    [Fact]
    public void Weights_that_are_too_many_for_a_zip_are_pointed_to_a_folder()
    {
        // A view on a large model would take a large model: the limit is what is asked.
        ContinualTransformer.MaxZippedBytes.Should().Be(64L << 20);
        using ContinualTransformer model = Learn("seq-full", 0);
        model.Model.Bytes.Should().BeGreaterThan(model.Model.WeightBytes("task0")!.Length - 1).And.BeLessThan(ContinualTransformer.MaxZippedBytes);
        FluentActions.Invoking(() => ContinualTransformer.CheckZips(ContinualTransformer.MaxZippedBytes + 1)).Should().Throw<InvalidOperationException>()
            .WithMessage("*SaveFolder*");
        FluentActions.Invoking(() => ContinualTransformer.CheckZips(ContinualTransformer.MaxZippedBytes)).Should().NotThrow();
    }

    [Fact]
    public void A_strategy_that_only_its_maker_knows_answers_after_a_plain_load_and_learns_after_a_typed_one()
    {
        KifCatalog kif = KifServices.BuiltIn().AddStrategy<NoOptions>("own", "plain", (_, _) => new([]));
        ContinualEstimator estimator = ml.ContinualLearning(kif).Learn("own", tiny.Folder, TinyModel.Options);
        using ContinualTransformer model = estimator.Fit(TinyModel.Data(ml, 0));
        ml.Model.Save(model, TinyModel.Data(ml, 0).Schema, Zip);
        TinyModel.Answers(ml, new MLContext().Model.Load(Zip, out _), TinyModel.Data(ml, 0)).Should()
            .Equal(TinyModel.Answers(ml, model, TinyModel.Data(ml, 0)));
        ml.ContinualLearning().Invoking(l => l.Load(Zip, out _)).Should().Throw<CompositionException>().WithMessage("*strategy*'own'*");
        using var loaded = (ContinualTransformer)ml.ContinualLearning(kif).Load(Zip, out _);
        using ContinualTransformer further = estimator.Fit(TinyModel.Data(ml, 1), loaded);
        further.Tasks.Should().Equal("task0", "task1");
    }

    [Fact]
    public void A_folder_that_was_not_written_to_its_end_is_refused()
    {
        using ContinualTransformer model = Learn("kif-lora", 0);
        string folder = Path.Combine(tiny.Root, "saved");
        ml.ContinualLearning().SaveFolder(model, folder);
        string json = File.ReadAllText(Path.Combine(folder, "model.json"));
        File.WriteAllText(Path.Combine(folder, "model.json"),
            json.Replace("\"BatchSize\": " + TinyModel.Options.BatchSize, "\"BatchSize\": 0", StringComparison.Ordinal));
        ml.ContinualLearning().Invoking(l => l.LoadFolder(folder)).Should().Throw<InvalidDataException>().WithMessage("*BatchSize is 0*");
        File.WriteAllText(Path.Combine(folder, "model.json"), "{}");
        ml.ContinualLearning().Invoking(l => l.LoadFolder(folder)).Should().Throw<InvalidDataException>().WithMessage("*model.json describes no model*");
        File.Delete(Path.Combine(folder, "model.json"));
        ml.ContinualLearning().Invoking(l => l.LoadFolder(folder)).Should().Throw<InvalidDataException>().WithMessage("*model.json is missing*");
        ml.ContinualLearning().LoadedBackbones.Should().Be(1);
    }

    private ContinualTransformer Learn(string strategy, params int[] tasks) =>
        ml.ContinualLearning().Learn(strategy, tiny.Folder, TinyModel.Options).Fit(TinyModel.Data(ml, tasks));
}
