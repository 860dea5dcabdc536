using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kif.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Kif.ML;

/// <summary>
/// A chain of ML.NET's own transformers that computes the same answers, since only those can be written into an ML.NET model file. The packed model is the
/// single value of a value mapping; <see cref="SavedAnswerFactory"/> answers with it.
/// </summary>
internal static class SavedSurrogate
{
    private const string Input = nameof(SavedQuestion.KifInput), Task = nameof(SavedQuestion.KifTask), One = "KifOne", State = nameof(SavedQuestion.KifState);

    public static ITransformer Of(string packed, ColumnNames columns, bool needsTask)
    {
        var ml = new MLContext();
        var shape = SchemaDefinition.Create(typeof(SurrogateTexts));
        (shape[nameof(SurrogateTexts.First)].ColumnName, shape[nameof(SurrogateTexts.Second)].ColumnName) = (columns.Input, needsTask
            ? columns.Task : columns.Input + "2");
        IDataView data = ml.Data.LoadFromEnumerable(new SurrogateTexts[] { new() }, shape);
        return ml.Transforms.CopyColumns(Input, columns.Input)
            .Append(ml.Transforms.CopyColumns(Task, needsTask ? columns.Task : columns.Input))
            .Append(ml.Transforms.Expression(One, "(x) => 1", Input))
            .Append(ml.Transforms.Conversion.MapValue(State, new Dictionary<int, string> { [1] = packed }, One))
            .Append(ml.Transforms.CustomMapping(new SavedAnswerFactory().GetMapping(), SavedAnswerFactory.Contract))
            .Append(ml.Transforms.CopyColumns(columns.Output, nameof(SavedAnswer.KifAnswer)))
            .Append(ml.Transforms.DropColumns(Input, Task, One, State, nameof(SavedAnswer.KifAnswer)))
            .Fit(data);
    }

    /// <summary>Returns the packed model of a transformer that <see cref="Of"/> created and ML.NET loaded; null for any other.</summary>
    public static string? Packed(ITransformer transformer)
    {
        if (transformer is not TransformerChain<ITransformer> chain || !chain.Any(t => t is CustomMappingTransformer<SavedQuestion, SavedAnswer>)) return null;
        var ml = new MLContext();
        IDataView row = chain.OfType<ValueMappingTransformer>().Single().Transform(ml.Data.LoadFromEnumerable(new SurrogateNumber[] { new() { KifOne = 1 } }));
        using DataViewRowCursor cursor = row.GetRowCursor([row.Schema[State]]);
        cursor.MoveNext();
        return new RowReader(cursor).Text(row.Schema[State]);
    }

    private sealed class SurrogateTexts
    {
        public string First { get; set; } = "";

        public string Second { get; set; } = "";
    }

    private sealed class SurrogateNumber
    {
        public int KifOne { get; set; }
    }
}

/// <summary>
/// The factory that a plain <c>mlContext.Model.Load</c> calls for Kif's part of a loaded pipeline: it unpacks the model when the first row arrives and
/// answers row by row. ML.NET creates it by its contract.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class SavedAnswerFactory : CustomMappingFactory<SavedQuestion, SavedAnswer>
{
    public const string Contract = "Kif.ContinualLearning.Answer";

    /// <summary>Returns the mapping, with its own unpacked models.</summary>
    public override Action<SavedQuestion, SavedAnswer> GetMapping() => new PackedModels().Answer;
}

/// <summary>The input of a model in an ML.NET zip. ML.NET creates it; its properties are the columns' names in the zip.</summary>
internal sealed class SavedQuestion
{
    /// <summary>The prompt.</summary>
    public ReadOnlyMemory<char> KifInput { get; set; }

    /// <summary>The name of the prompt's task; the prompt again where the task is not needed.</summary>
    public ReadOnlyMemory<char> KifTask { get; set; }

    /// <summary>The packed model, the same in every row.</summary>
    public ReadOnlyMemory<char> KifState { get; set; }
}

/// <summary>The output of a model in an ML.NET zip. ML.NET creates it; its property is the column's name in the zip.</summary>
internal sealed class SavedAnswer
{
    /// <summary>The answer.</summary>
    public ReadOnlyMemory<char> KifAnswer { get; set; }
}

/// <summary>Models unpacked from their texts, each once per lifetime of its text.</summary>
internal sealed class PackedModels
{
    private readonly ConditionalWeakTable<string, Lazy<LearnedModel>> models = [];
    private readonly BackbonePool pool = new();

    public void Answer(SavedQuestion question, SavedAnswer answer)
    {
        // ML.NET passes the one string that it loaded; any other text would be unpacked once per row.
        string text = MemoryMarshal.TryGetString(question.KifState, out string? whole, out int start, out int length) && start == 0 && length == whole.Length
            ? whole
            : question.KifState.ToString();
        LearnedModel model = models.GetValue(text, packed => new(() => Unpack(packed))).Value;
        answer.KifAnswer = model.Answer([question.KifInput.ToString()], model.NeedsTask ? [question.KifTask.ToString()] : null)[0].AsMemory();
    }

    private LearnedModel Unpack(string packed)
    {
        using TemporaryFolder folder = SavedFolder.Unpack(packed);
        return SavedFolder.ReadToAnswer(folder.Path, pool, KifServices.BuiltIn(), BackboneSearch.Ambient);
    }
}

/// <summary>Replaces transformers in a loaded chain; scopes are kept.</summary>
internal static class TransformerChainMap
{
    private static readonly TransformerScope[] Scopes = [TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring];

    /// <summary>Returns the chain, or the transformer, with every part replaced for which <paramref name="other"/> returns a transformer.</summary>
    public static ITransformer Replace(ITransformer transformer, Func<ITransformer, ITransformer?> other)
    {
        if (other(transformer) is { } replaced) return replaced;
        if (transformer is not TransformerChain<ITransformer> chain) return transformer;
        ITransformer[] parts = [.. chain], next = [.. parts.Select(part => Replace(part, other))];
        if (parts.SequenceEqual(next)) return chain;
        // A chain does not expose its scopes: a part belongs to those for which the chain returns it.
        var inScope = Scopes.ToDictionary(s => s, s => new HashSet<ITransformer>(chain.GetModelFor(s), ReferenceEqualityComparer.Instance));
        return new TransformerChain<ITransformer>(next,
            [.. parts.Select(p => Scopes.Where(s => inScope[s].Contains(p)).Aggregate(TransformerScope.None, (all, s) => all | s))]);
    }
}
