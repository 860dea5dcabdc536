using Kif.Models.Backbones;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Learning;
using Kif.Pipeline.MachineLearning.Data;
using Kif.Pipeline.MachineLearning.Fitting;
using Kif.Pipeline.MachineLearning.Learnt;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Kif.Pipeline.MachineLearning;

/// <summary>
/// An estimator that learns tasks one after another with one strategy. The seed is drawn once, so all models of an estimator train with the same seed.
/// </summary>
public sealed class ContinualEstimator : IEstimator<ContinualTransformer>
{
    private readonly MLContext context;
    private readonly IHost host;
    private readonly BackbonePool pool;
    private readonly BackboneRegistry families;
    private readonly string model;
    private readonly StrategyChoice strategy;
    private readonly LearningRecipe recipe;
    private readonly ContinualLearningOptions options;

    internal ContinualEstimator(
        MLContext context, BackbonePool pool, BackboneRegistry families, string model, StrategyChoice strategy, IReadOnlyDictionary<string, string> settings, ContinualLearningOptions options)
    {
        options.Validate();
        options = options.Copy();
        host = ((IHostEnvironment)context).Register(nameof(ContinualEstimator));
        (this.context, this.pool, this.families, this.model, this.strategy, this.options) = (context, pool, families, model, strategy, options);
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
        if (previous is not null) CheckGoesOn(previous);
        using IChannel channel = host.Start("Fit");
        using var watch = new FitWatch(channel, new(context), options.Progress, options.Cancellation);
        watch.Check();
        IReadOnlyList<string> before = previous?.Tasks ?? [];
        var tasks = TaskGroups.Of(TextRows.Read(data, options.Columns, cancellation: watch.Token), options.TaskName ?? $"task{before.Count + 1}");
        if (tasks.Count == 0) throw new InvalidOperationException("there are no rows to learn from");
        LearningRecipe own = previous is null ? recipe : recipe with { Seed = previous.Recipe.Seed };
        BackboneLease? lease = null;
        ContinualLearner? learner = null;
        try
        {
            lease = pool.Take(model, own.Compute, families);
            previous?.CheckStandsOn(lease.Backbone);
            learner = LearnedModel.Start(own, strategy.Compose(), lease.Backbone, options.Training, watch.Hear);
            if (previous is not null) previous.CopyTo(learner);
            foreach ((string task, IReadOnlyList<TextRow> rows) in Together(tasks, learner)) learner.Learn(task, [.. rows.Select(r => r.Example)], watch.Token, pausable: false);
            var learned = new LearnedModel(learner, lease, own, [.. before, .. tasks.Select(t => t.Task)], options.MaxNewTokens);
            return new(learned, options.Columns, options.BatchSize, options.MaxNewTokens, options.Training);
        }
        catch
        {
            learner?.Dispose();
            lease?.Dispose();
            throw;
        }
    }

    private void CheckGoesOn(LearnedModel previous)
    {
        recipe.CheckGoesOn(previous.Recipe);
        if (previous.JointStream) throw new InvalidOperationException($"'{strategy.Name}' learns all tasks at once, so a model of it can't learn one more: fit all tasks together");
    }

    private static IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> Together(IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> tasks, ContinualLearner learner) =>
        learner.Composition.JointStream ? [("joint", [.. tasks.SelectMany(t => t.Rows)])] : tasks;
}
