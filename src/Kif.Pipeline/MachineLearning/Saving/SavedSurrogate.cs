using Kif.Pipeline.MachineLearning.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Kif.Pipeline.MachineLearning.Saving;

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
        (shape[nameof(SurrogateTexts.First)].ColumnName, shape[nameof(SurrogateTexts.Second)].ColumnName) = (columns.Input, needsTask ? columns.Task : columns.Input + "2");
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
