using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>The annotations of the answer column: strategy and tasks.</summary>
internal static class OutputAnnotations
{
    public const string Strategy = "Strategy", Tasks = "Tasks";

    public static DataViewSchema.Annotations Of(string strategy, IReadOnlyList<string> tasks)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(Strategy, TextDataViewType.Instance, strategy.AsMemory());
        var names = new VBuffer<ReadOnlyMemory<char>>(tasks.Count, [.. tasks.Select(t => t.AsMemory())]);
        builder.Add(Tasks, new VectorDataViewType(TextDataViewType.Instance, tasks.Count), (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        return builder.ToAnnotations();
    }
}
