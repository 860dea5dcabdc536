using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif.ML;

/// <summary>A trained model: it answers, and further models resume from it. Immutable and safe to share between threads.</summary>
internal sealed class LearnedModel : IAnswerer, IDisposable
{
    private readonly Lock gate = new();
    private readonly ContinualLearner learner;
    private readonly BackboneLease lease;
    private bool disposed;

    /// <param name="learner">The learner, owned by this model.</param>
    /// <param name="lease">The learner's backbone, returned when this model is disposed.</param>
    /// <param name="recipe">The recipe of its training.</param>
    /// <param name="tasks">The learned tasks, in order.</param>
    /// <param name="maxNewTokens">The maximum number of tokens per answer.</param>
    public LearnedModel(ContinualLearner learner, BackboneLease lease, LearningRecipe recipe, IReadOnlyList<string> tasks, int maxNewTokens) =>
        (this.learner, this.lease, Recipe, Tasks, MaxNewTokens) = (learner, lease, recipe, tasks, maxNewTokens);

    public LearningRecipe Recipe { get; }

    public IReadOnlyList<string> Tasks { get; }

    /// <summary>The maximum number of tokens per answer.</summary>
    public int MaxNewTokens { get; }

    public bool NeedsTask => learner.Composition.PartNeedingTaskId is not null;

    public bool JointStream => learner.Composition.IsJointTraining;

    public TrainedWeights Trains => learner.Composition.Trains;

    /// <summary>The names of the strategy's parts.</summary>
    public IReadOnlyList<string> Parts => [.. learner.Composition.Parts.Select(p => p.Name)];

    /// <summary>The number of bytes that <see cref="Save"/> writes, without names and headers.</summary>
    public long Bytes => learner.StateBytes + learner.Weights.NumberOfElements * learner.Weights.ElementSize;

    public BackboneReference Backbone => lease.Backbone.Reference;

    /// <summary>Creates a new learner from a recipe; the caller owns it.</summary>
    /// <param name="recipe">Adapter, limits and seed.</param>
    /// <param name="composition">The strategy; owned by the learner, and disposed if creating the learner fails.</param>
    /// <param name="backbone">The backbone; borrowed.</param>
    /// <param name="training">The training options.</param>
    /// <param name="publish">Receives every event; null for none.</param>
    /// <exception cref="CompositionException">The strategy does not fit the model.</exception>
    public static ContinualLearner Start(
        LearningRecipe recipe, StrategyComposition composition, SharedBackbone backbone, TrainingOptions training, Action<RunEvent>? publish = null)
    {
        ILanguageModel? model = null;
        try
        {
            using var models = new PretrainedModels(backbone, recipe.Lora, recipe.Limits, recipe.Compute);
            model = models.Create(composition.Trains);
            return new ContinualLearner(model, models.Encoder, composition, training, new RandomStream((ulong)recipe.Seed), publish);
        }
        catch
        {
            model?.Dispose();
            composition.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A task was not learned; the message has the nearest name.</exception>
    public IReadOnlyList<string> Answer(IReadOnlyList<string> inputs, IReadOnlyList<string>? tasks)
    {
        string[] answers = new string[inputs.Count];
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            using var scope = torch.NewDisposeScope();
            foreach (IGrouping<string, int> rows in Enumerable.Range(0, inputs.Count).GroupBy(i => tasks is null ? "" : tasks[i]))
            {
                Tensor weights = learner.WeightsFor(rows.Key) ?? throw new ArgumentException(UnknownName.Message("learned task", rows.Key, Tasks));
                int[] places = [.. rows];
                IReadOnlyList<string> given = learner.Answer([.. places.Select(i => new Example(inputs[i], "", $"{i}"))], weights, MaxNewTokens);
                for (int i = 0; i < places.Length; i++) answers[places[i]] = given[i];
            }
        }
        return answers;
    }

    /// <summary>Writes everything that further training resumes from into a folder, as <see cref="ContinualLearner.Save"/> does.</summary>
    public void Save(string folder)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            learner.SaveWith(folder, null);
        }
    }

    /// <summary>Brings a new learner of the same recipe to the state of this model.</summary>
    public void CopyTo(ContinualLearner fresh)
    {
        using var folder = new TemporaryFolder();
        Save(folder.Path);
        fresh.Resume(folder.Path);
    }

    /// <summary>Throws if a backbone has weights or a tokenizer other than this model's.</summary>
    /// <exception cref="ArgumentException">The backbone differs.</exception>
    public void CheckStandsOn(SharedBackbone other)
    {
        if (ReferenceEquals(other, lease.Backbone)) return;
        (BackboneReference own, BackboneReference its) = (Backbone, other.Reference);
        if (own.Weights != its.Weights || own.Tokenizer != its.Tokenizer)
            throw new ArgumentException(
                $"the model stands on '{own.Folder}' (SHA-256 of its weights {own.Weights}), this estimator on '{its.Folder}' ({its.Weights})", "previous");
    }

    /// <summary>Returns the bytes of the weights that answer for a task, for tests; null where there are none.</summary>
    internal byte[]? WeightBytes(string task) => learner.WeightsFor(task)?.bytes.ToArray();

    /// <summary>Frees weights and state, and the backbone if this was its last user; further calls do nothing.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            learner.Dispose();
            lease.Dispose();
        }
    }
}

/// <summary>The settings that stay the same from a model's first task to its last.</summary>
/// <param name="Strategy">The strategy's name, or several names joined by plus signs.</param>
/// <param name="Settings">The strategy's options that differ from their defaults, by path.</param>
/// <param name="Seed">The run's root seed.</param>
/// <param name="Lora">The adapter's settings.</param>
/// <param name="Limits">Length limits in tokens.</param>
/// <param name="Compute">The device and precision.</param>
internal sealed record LearningRecipe(
    string Strategy, IReadOnlyDictionary<string, string> Settings, long Seed, LoraSettings Lora, EncodingLimits Limits, ComputeSettings Compute)
{
    /// <summary>The JSON format of recipes and saved models.</summary>
    public static JsonSerializerOptions Json { get; } = new()
        { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true };

    /// <summary>Throws if a model of another recipe can't be resumed with this one.</summary>
    /// <exception cref="ArgumentException">The message lists the differences; a different seed is allowed, and the model's own is kept.</exception>
    public void CheckCompatible(LearningRecipe from)
    {
        (string Name, string Own, string Its)[] all =
        [
            ("strategy", Strategy, from.Strategy), ("strategy options", Text(Settings.OrderBy(s => s.Key)), Text(from.Settings.OrderBy(s => s.Key))),
            ("Lora", Text(Lora), Text(from.Lora)),
            ("Limits", Text(Limits), Text(from.Limits)), ("Compute.Precision", Compute.Precision, from.Compute.Precision),
        ];
        string[] differ = [.. all.Where(a => a.Own != a.Its).Select(a => $"{a.Name}: the model has {a.Its}, this estimator {a.Own}")];
        if (differ.Length > 0) throw new ArgumentException($"the model can't be learned further by this estimator. {string.Join("; ", differ)}", "previous");
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);
}

/// <summary>Creates the placeholder strategy of a model that only answers: parts of the same names that do nothing and keep no state.</summary>
internal static class InertParts
{
    public static StrategyComposition Of(IReadOnlyList<string> names, TrainedWeights trains) =>
        new([.. names.Select(name => new StrategyPart(name, new SilentStrategy()))], trains: trains);

    private sealed class SilentStrategy : ContinualStrategy;
}
