using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.ML;

/// <summary>
/// A trained model as a transformer: it adds a text column of answers. It is immutable, also under further fits. Its views are lazy, answer in blocks and
/// may be read by many threads. Dispose it when it is no longer needed; disposing the last one on a backbone frees the backbone.
/// </summary>
public sealed class ContinualTransformer : ITransformer, IDisposable
{
    /// <summary>The largest size of weights and state in bytes that is saved into an ML.NET zip: 64 MiB. Larger models are saved as folders.</summary>
    public const long MaxZippedBytes = 64L << 20;

    private readonly int batchSize, maxNewTokens;
    private readonly TrainingOptions training;

    internal ContinualTransformer(LearnedModel model, ColumnNames columns, int batchSize, int maxNewTokens, TrainingOptions training) =>
        (Model, Columns, this.batchSize, this.maxNewTokens, this.training) = (model, columns, batchSize, maxNewTokens, training);

    internal ContinualTransformer(SavedModel saved, LearnedModel model) : this(model, saved.Columns, saved.BatchSize, saved.MaxNewTokens, saved.Training)
    {
    }

    /// <summary>The name of the strategy that trained it, e.g. <c>kif-lora+replay</c>.</summary>
    public string Strategy => Model.Recipe.Strategy;

    /// <summary>The names of the learned tasks, in order.</summary>
    public IReadOnlyList<string> Tasks => Model.Tasks;

    /// <summary>The root seed of its training, with which further fits continue.</summary>
    public long Seed => Model.Recipe.Seed;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal LearnedModel Model { get; }

    internal ColumnNames Columns { get; }

    internal SavedModel Saved => new(
        SavedModel.Current, Model.Recipe, Model.Tasks, Model.Parts, Model.Trains, Model.NeedsTask, Columns, batchSize, maxNewTokens, training, Model.Backbone);

    /// <summary>Returns the source's columns followed by the answers, with the annotations Strategy and Tasks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that answering needs is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => SchemaOf(inputSchema).Output;

    /// <summary>Returns a lazy view with the answers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that answering needs is missing or of another type.</exception>
    public IDataView Transform(IDataView input) => new ScoringView(input, SchemaOf(input.Schema), Model, batchSize);

    /// <summary>Answers single rows, for prediction engines.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that answering needs is missing or of another type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ScoringMapper(SchemaOf(inputSchema), Model);

    /// <summary>Frees weights and state, and the backbone if nothing else uses it; further calls do nothing.</summary>
    public void Dispose() => Model.Dispose();

    /// <exception cref="InvalidOperationException">Weights and state are more than <see cref="MaxZippedBytes"/>.</exception>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        CheckZips(Model.Bytes);
        ((ICanSaveModel)SavedSurrogate.Of(SavedFolder.Pack(Model, Saved), Columns, Model.NeedsTask)).Save(ctx);
    }

    /// <exception cref="InvalidOperationException">The model is too large for a zip.</exception>
    internal static void CheckZips(long bytes)
    {
        if (bytes > MaxZippedBytes)
        {
            throw new InvalidOperationException($"the weights and state of this model are {bytes} bytes; at most {MaxZippedBytes} go into a zip. "
                + "Save it with ContinualLearning().SaveFolder, and delete the file that was begun");
        }
    }

    private ScoringSchema SchemaOf(DataViewSchema source) => new(source, Columns, Model.NeedsTask, OutputAnnotations.Of(Strategy, Tasks));
}
