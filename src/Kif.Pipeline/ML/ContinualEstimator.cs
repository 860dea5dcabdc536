using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Kif.ML;

/// <summary>
/// An estimator that learns tasks one after another with one strategy. The seed is drawn once, so all models of an estimator train with the same seed.
/// </summary>
public sealed class ContinualEstimator : IEstimator<ContinualTransformer>
{
    private readonly MLContext context;
    private readonly IHost host;
    private readonly BackbonePool pool;
    private readonly KifCatalog catalog;
    private readonly string model;
    private readonly StrategyChoice strategy;
    private readonly LearningRecipe recipe;
    private readonly ContinualLearningOptions options;

    internal ContinualEstimator(
        MLContext context, BackbonePool pool, KifCatalog catalog, string model, StrategyChoice strategy, IReadOnlyDictionary<string, string> settings,
        ContinualLearningOptions options)
    {
        options.Validate();
        options = options.Copy();
        host = ((IHostEnvironment)context).Register(nameof(ContinualEstimator));
        (this.context, this.pool, this.catalog, this.model, this.strategy, this.options) = (context, pool, catalog, model, strategy, options);
        recipe = new(strategy.Name, settings, options.Seed ?? host.Rand.Next(), options.Lora, options.Limits, options.Compute);
    }

    /// <summary>Learns the tasks of the task column in the order in which they first appear; without such a column, all rows are one task.</summary>
    /// <param name="input">Rows with prompts and expected answers, in any order of tasks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type; found before any work.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    /// <exception cref="OperationCanceledException">The options' token or the context was canceled.</exception>
    public ContinualTransformer Fit(IDataView input) => Learn(input, null);

    /// <summary>
    /// Learns further tasks, resuming from another model. That model is unchanged and stays usable; either may be disposed. Two fits give, bit for bit, the
    /// result of one fit of both.
    /// </summary>
    /// <param name="newTasks">Rows of the new tasks only.</param>
    /// <param name="previous">A model of the same strategy, options, adapter and backbone; its seed is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type; found before any work.</exception>
    /// <exception cref="ArgumentException">The model was trained with another recipe; the message lists the differences.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or the strategy learns all tasks jointly.</exception>
    /// <exception cref="OperationCanceledException">The options' token or the context was canceled.</exception>
    public ContinualTransformer Fit(IDataView newTasks, ContinualTransformer previous)
    {
        ArgumentNullException.ThrowIfNull(previous);
        return Learn(newTasks, previous.Model);
    }

    /// <summary>Returns the input's columns and a text column of answers, with the annotations Strategy and Tasks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ColumnCheck.Text(inputSchema, options.InputColumn, nameof(options.InputColumn));
        ColumnCheck.Text(inputSchema, options.TargetColumn, nameof(options.TargetColumn));
        ColumnCheck.Text(inputSchema, options.TaskColumn, nameof(options.TaskColumn), mayBeMissing: options.TaskColumn == ColumnNames.DefaultTask);
        return OutputShape.Of(context, inputSchema, options.Columns, strategy.Name);
    }

    private ContinualTransformer Learn(IDataView data, LearnedModel? previous)
    {
        TextRows.Check(data.Schema, options.Columns);
        if (previous is not null) CheckCanResume(previous);
        using IChannel channel = host.Start("Fit");
        using FitMonitor watch = new FitMonitor(channel, new(context), options.Progress, options.Cancellation);
        watch.Check();
        IReadOnlyList<string> before = previous?.Tasks ?? [];
        var tasks = TaskGroups.Of(TextRows.Read(data, options.Columns, cancellation: watch.Token), options.TaskName ?? $"task{before.Count + 1}");
        if (tasks.Count == 0) throw new InvalidOperationException("there are no rows to learn from");
        LearningRecipe own = previous is null ? recipe : recipe with { Seed = previous.Recipe.Seed };
        BackboneLease? lease = null;
        ContinualLearner? learner = null;
        try
        {
            lease = pool.Take(model, own.Compute, catalog);
            previous?.CheckStandsOn(lease.Backbone);
            learner = LearnedModel.Start(own, strategy.Compose(), lease.Backbone, options.Training, watch.Handle);
            if (previous is not null) previous.CopyTo(learner);
            foreach ((string task, IReadOnlyList<TextRow> rows) in Together(tasks, learner))
                learner.Learn(task, [.. rows.Select(r => r.Example)], watch.Token, pausable: false);
            int longest = options.MaxNewTokens ?? Math.Max(previous?.MaxNewTokens ?? AnswerLimits.Usual, LongestTarget(tasks, learner.Encoder));
            var learned = new LearnedModel(learner, lease, own, [.. before, .. tasks.Select(t => t.Task)], longest);
            return new(learned, options.Columns, options.BatchSize, longest, options.Training);
        }
        catch
        {
            learner?.Dispose();
            lease?.Dispose();
            throw;
        }
    }

    private static int LongestTarget(IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> tasks, IExampleEncoder encoder)
    {
        var limits = new AnswerLimits(encoder, new());
        return tasks.SelectMany(t => t.Rows).Max(row => limits.Length(row.Example));
    }

    private void CheckCanResume(LearnedModel previous)
    {
        recipe.CheckCompatible(previous.Recipe);
        if (previous.JointStream)
            throw new InvalidOperationException($"'{strategy.Name}' learns all tasks at once, so a model of it can't learn one more: fit all tasks together");
    }

    private static IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> Together(IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> tasks,
        ContinualLearner learner) =>
        learner.Composition.IsJointTraining ? [("joint", [.. tasks.SelectMany(t => t.Rows)])] : tasks;
}

/// <summary>Monitors a fit: logs tasks and skipped steps, forwards every event, and stops the fit when its context is canceled.</summary>
internal sealed class FitMonitor(IChannel channel, ContextCancellation context, IProgress<RunEvent>? progress, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    /// <summary>The token that stops the fit.</summary>
    public CancellationToken Token => stop.Token;

    /// <exception cref="OperationCanceledException">The context or the token is canceled.</exception>
    public void Check()
    {
        if (!stop.IsCancellationRequested && context.IsRequested()) stop.Cancel();
        stop.Token.ThrowIfCancellationRequested();
    }

    public void Handle(RunEvent e)
    {
        switch (e)
        {
            case TaskStarted started:
                channel.Info(MessageSensitivity.UserData, $"learning task '{started.Task}' in {started.PlannedSteps} steps");
                break;
            case TaskLearned learned:
                channel.Info(MessageSensitivity.UserData, $"learned task '{learned.Task}'; {learned.StateBytes} bytes are kept for later tasks");
                foreach (string warning in learned.Warnings.SelectMany(w => w.Value))
                    channel.Warning(MessageSensitivity.UserData, $"task '{learned.Task}': {warning}");
                break;
            case StepFinished { Skipped: true } step:
                channel.Warning(MessageSensitivity.UserData, $"skipped step {step.Position.Step} of task '{step.Position.Task}': its gradients are not finite");
                break;
        }
        progress?.Report(e);
        if (e is StepFinished && !stop.IsCancellationRequested && context.IsRequested()) stop.Cancel();
    }

    public void Dispose() => stop.Dispose();
}

/// <summary>
/// Detects whether work in a context was canceled. Only ML.NET's own components can see that, so one of them is fitted on one row (some tenths of a
/// millisecond). That draws from the context's random numbers, so reproducible numbers are drawn before.
/// </summary>
internal sealed class ContextCancellation
{
    private readonly MLContext context;
    private readonly IDataView row;

    public ContextCancellation(MLContext context)
    {
        this.context = context;
        row = context.Data.LoadFromEnumerable(new ProbeRow[] { new() });
    }

    public bool IsRequested()
    {
        try
        {
            context.Transforms.Conversion.MapValueToKey(nameof(ProbeRow.Value)).Fit(row);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private sealed class ProbeRow
    {
        public float Value { get; set; }
    }
}

/// <summary>The shape of a schema with the answer column added; one of ML.NET's estimators computes it, since shapes can't be created outside ML.NET.</summary>
internal static class OutputShape
{
    public static SchemaShape Of(MLContext context, SchemaShape input, ColumnNames columns, string strategy)
    {
        var added = SchemaDefinition.Create(typeof(AddedAnswer));
        SchemaDefinition.Column answer = added[nameof(AddedAnswer.Answer)];
        answer.ColumnName = columns.Output;
        answer.AddAnnotation(OutputAnnotations.Strategy, strategy.AsMemory(), TextDataViewType.Instance);
        answer.AddAnnotation(OutputAnnotations.Tasks, default(VBuffer<ReadOnlyMemory<char>>), new VectorDataViewType(TextDataViewType.Instance));
        return context.Transforms.CustomMapping<NoInput, AddedAnswer>((_, _) => { }, null, null, added).GetOutputSchema(input);
    }

    private sealed class NoInput;

    private sealed class AddedAnswer
    {
        public ReadOnlyMemory<char> Answer { get; set; }
    }
}
