using Kif.Pipeline.MachineLearning.Data;
using Kif.Pipeline.MachineLearning.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Fitting;

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
