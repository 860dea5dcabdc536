using System.Runtime.CompilerServices;
using Kif.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.ML;

/// <summary>Continual learning in ML.NET: estimators, evaluation, saving and loading, and task streams as data views.</summary>
public sealed class ContinualLearningCatalog
{
    private const string Answer = "Answer", Target = "Target", Input = "Input";
    private readonly MLContext context;
    private readonly KifCatalog kif;
    private readonly BackbonePool pool;

    internal ContinualLearningCatalog(MLContext context, KifCatalog kif, BackbonePool pool) => (this.context, this.kif, this.pool) = (context, kif, pool);

    /// <summary>The number of backbones loaded now, for tests.</summary>
    internal int LoadedBackbones => pool.Count;

    /// <summary>Creates an estimator of any registered strategy.</summary>
    /// <param name="strategy">The strategy's name, or several names joined by plus signs, e.g. <c>kif-lora+replay</c>.</param>
    /// <param name="model">A Hugging Face folder, or <c>embedded</c>.</param>
    /// <param name="options">
    /// The training and answering options; null for the defaults, which for the embedded model are <see cref="ContinualLearningOptions.ForEmbedded"/>.
    /// </param>
    /// <exception cref="CompositionException">Unknown strategy or option, a value out of range, or parts that do not go together.</exception>
    public ContinualEstimator Learn(string strategy, string model = CompareSettings.Embedded, ContinualLearningOptions? options = null)
    {
        options ??= model == CompareSettings.Embedded ? ContinualLearningOptions.ForEmbedded() : new();
        var settings = new Dictionary<string, string>();
        foreach (string set in options.Set)
        {
            if (set.Split('=', 2) is not [var path, var value])
                throw new CompositionException($"'{set}' is no setting; write option=value, e.g. fuse=threshold");
            settings[path] = value;
        }
        return new(context, pool, kif, model, new StrategyComposer(kif).Choose(strategy, settings), settings, options);
    }

    /// <summary>Creates an estimator of the one registered strategy that has options of that type: <c>LearnWith(new EwcOptions { Lambda = 100 })</c>.</summary>
    /// <param name="strategyOptions">The strategy's own options.</param>
    /// <param name="model">A Hugging Face folder, or <c>embedded</c>.</param>
    /// <param name="options">
    /// The training and answering options, with an empty <see cref="ContinualLearningOptions.Set"/>; null for the defaults, which for the embedded model are
    /// <see cref="ContinualLearningOptions.ForEmbedded"/>.
    /// </param>
    /// <exception cref="CompositionException">
    /// No strategy has such options, or several have, which the message names; a value is out of range, or parts do not go together.
    /// </exception>
    public ContinualEstimator LearnWith<TOptions>(
        TOptions strategyOptions, string model = CompareSettings.Embedded, ContinualLearningOptions? options = null) where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(strategyOptions);
        options ??= model == CompareSettings.Embedded ? ContinualLearningOptions.ForEmbedded() : new();
        if (options.Set.Count > 0)
            throw new CompositionException(
                $"continuallearning.set is '{options.Set[0]}': with an options object it must be empty, since both set the strategy's options");
        StrategyChoice strategy = new StrategyComposer(kif).With(StrategyOf(strategyOptions.GetType()), strategyOptions);
        return new(context, pool, kif, model, strategy, new Dictionary<string, string>(OptionSerializer.Differing(strategyOptions)), options);
    }

    /// <summary>Scores given answers against expected ones, task by task.</summary>
    /// <param name="scored">
    /// Rows with wanted and given answers; a task column if there are several tasks, and optionally References, Dialogue, Turn and Slot.
    /// </param>
    /// <param name="metrics">
    /// Names of registered metrics; null for <c>exact-match</c> and <c>rouge-l</c>, plus <c>joint-goal-accuracy</c> for tasks whose rows all name a
    /// dialogue.
    /// </param>
    /// <param name="inputColumn">The prompts. Default: Input.</param>
    /// <param name="targetColumn">The expected answers. Default: Target.</param>
    /// <param name="outputColumn">The given answers. Default: Answer.</param>
    /// <param name="taskColumn">The tasks; data without a column of the default name are one task, <c>all</c>. Default: Task.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="CompositionException">A metric is unknown, or the rows lack data that it reads.</exception>
    public TextEvaluation Evaluate(
        IDataView scored, IReadOnlyList<string>? metrics = null, string inputColumn = Input, string targetColumn = Target, string outputColumn = Answer,
        string taskColumn = ColumnNames.DefaultTask)
    {
        var columns = new ColumnNames(inputColumn, targetColumn, outputColumn, taskColumn);
        TextScoring texts = new(kif, metrics ?? ["exact-match", "rouge-l"]), dialogues = metrics is null
            ? new(kif, ["exact-match", "rouge-l", "joint-goal-accuracy"]) : texts;
        return new([.. TaskGroups.Of(TextRows.Read(scored, columns, answers: true), "all")
            .Select(g => new TaskScores(g.Task, g.Rows.Count, (g.Rows.All(r => r.Example.Dialogue is not null) ? dialogues : texts).Of(g.Task, g.Rows)))]);
    }

    /// <summary>
    /// Evaluates the performance matrix of successive fits, from which <see cref="ContinualMetrics"/> computes AP, BWT, forgetting and the others.
    /// </summary>
    /// <param name="fits">The models after each fit, first to last; each a <see cref="ContinualTransformer"/> or a chain with one.</param>
    /// <param name="test">Test rows of all tasks, with their task column.</param>
    /// <param name="metric">The name of a registered metric. Default: <c>exact-match</c>.</param>
    /// <exception cref="ArgumentException">The models are not successive fits, or a task has no test rows.</exception>
    public PerformanceMatrix EvaluateHistory(IReadOnlyList<ITransformer> fits, IDataView test, string metric = "exact-match")
    {
        ContinualTransformer[] own = [
            .. fits.Select(f => Within(f)
            ?? throw new ArgumentException("a model of the history holds no ContinualTransformer; after a plain load, take ContinualLearning().Load",
            nameof(fits)))];
        ColumnNames? columns = own.FirstOrDefault()?.Columns;
        return FitHistory.Of([.. fits.Zip(own, (fit, model) => (fit, model.Tasks))], test, columns ?? new(Input, Target, Answer, ColumnNames.DefaultTask),
            new TextScoring(kif, [metric]));
    }

    /// <summary>
    /// Loads a model file that <c>mlContext.Model.Save</c> wrote and restores its <see cref="ContinualTransformer"/>s, with blocks, annotations and further
    /// training, which a plain <c>mlContext.Model.Load</c> lacks.
    /// </summary>
    /// <param name="file">The zip.</param>
    /// <param name="inputSchema">The schema that it was saved with.</param>
    /// <param name="backboneFolders">Model folders, or folders of model folders, searched for the backbone before its saved place; null for none.</param>
    /// <exception cref="InvalidDataException">The backbone was not found or differs; the message lists the searched folders.</exception>
    public ITransformer Load(string file, out DataViewSchema inputSchema, IReadOnlyList<string>? backboneFolders = null) =>
        TransformerChainMap.Replace(context.Model.Load(file, out inputSchema), part => SavedSurrogate.Packed(part) is { } packed
        ? Unpack(packed, backboneFolders) : null);

    /// <summary>Saves a model as a folder: without the size limit of a zip, and without the other transformers of a pipeline.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder; created if missing. Files of an earlier save are replaced.</param>
    public void SaveFolder(ContinualTransformer model, string folder) => SavedFolder.Write(model.Model, model.Saved, folder);

    /// <summary>Loads a folder that <see cref="SaveFolder"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="backboneFolders">Model folders, or folders of model folders, searched for the backbone before its saved place; null for none.</param>
    /// <exception cref="InvalidDataException">A file or the backbone is missing, damaged or different; the message names it.</exception>
    public ContinualTransformer LoadFolder(string folder, IReadOnlyList<string>? backboneFolders = null)
    {
        (SavedModel saved, LearnedModel model) = SavedFolder.Read(folder, pool, kif, new(backboneFolders ?? []));
        return new(saved, model);
    }

    /// <summary>
    /// Returns the training examples of a task stream, with the columns Task, Id, Input, Target, References, Choices, Dialogue, Turn and Slot.
    /// </summary>
    public IDataView TrainData(TaskStream stream) => Rows(stream, t => t.Train);

    /// <summary>Returns the test examples of a task stream, with the columns of <see cref="TrainData"/>.</summary>
    public IDataView TestData(TaskStream stream) => Rows(stream, t => t.Test);

    /// <summary>
    /// Builds a task stream from data, with tasks in the order in which they first appear; columns with the names of <see cref="TrainData"/>'s are read as
    /// well.
    /// </summary>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Test rows; null for none.</param>
    /// <param name="inputColumn">The prompts. Default: Input.</param>
    /// <param name="targetColumn">The expected answers. Default: Target.</param>
    /// <param name="taskColumn">The tasks; data without a column of the default name are one task, <c>task1</c>. Default: Task.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">A task has test rows only, or there are no rows.</exception>
    public TaskStream ToStream(IDataView train, IDataView? test = null, string inputColumn = Input, string targetColumn = Target,
        string taskColumn = ColumnNames.DefaultTask) =>
        StreamRows.ToStream(train, test, new(inputColumn, targetColumn, Answer, taskColumn));

    private StrategyDefinition StrategyOf(Type options)
    {
        StrategyDefinition[] having = [.. kif.Strategies.Where(s => s.OptionsType == options)];
        return having switch
        {
            [var only] => only,
            [] => throw new CompositionException(
                UnknownName.Message("class of strategy options", options.Name, kif.Strategies.Select(s => s.OptionsType.Name).Distinct())),
            _ => throw new CompositionException(
                $"{options.Name} are the options of several strategies; write the name of one: {string.Join(", ", having.Select(s => s.Name))}"),
        };
    }

    private ContinualTransformer Unpack(string packed, IReadOnlyList<string>? backboneFolders)
    {
        using TemporaryFolder folder = SavedFolder.Unpack(packed);
        return LoadFolder(folder.Path, backboneFolders);
    }

    private IDataView Rows(TaskStream stream, Func<LearningTask, IReadOnlyList<Example>> split) =>
        context.Data.LoadFromEnumerable<StreamRow>([.. stream.Tasks.SelectMany(t => split(t).Select(e => StreamRow.Of(t.Name, e)))]);

    private static ContinualTransformer? Within(ITransformer transformer) =>
        transformer as ContinualTransformer ?? (transformer as IEnumerable<ITransformer>)?.Select(Within).LastOrDefault(t => t is not null);
}

/// <summary>The entry point from ML.NET to continual learning.</summary>
public static class ContinualLearningExtensions
{
    // Everything made from one context shares its backbones; the table releases them together with the context.
    private static readonly ConditionalWeakTable<MLContext, BackbonePool> Pools = [];

    /// <summary>Returns the catalog of estimators that learn task after task, with evaluation, saving and loading.</summary>
    /// <param name="mlContext">The context: seed, log and cancellation come from it, and loaded backbones are shared within it.</param>
    /// <param name="kif">The strategies and metrics to choose from; null for the built-in ones.</param>
    public static ContinualLearningCatalog ContinualLearning(this MLContext mlContext, KifCatalog? kif = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new(mlContext, kif ?? KifServices.BuiltIn(), Pools.GetOrCreateValue(mlContext));
    }
}
