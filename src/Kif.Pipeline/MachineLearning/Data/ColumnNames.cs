namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>The names of the columns.</summary>
/// <param name="Input">The prompts.</param>
/// <param name="Target">The expected answers.</param>
/// <param name="Output">The given answers.</param>
/// <param name="Task">The names of the tasks.</param>
internal sealed record ColumnNames(string Input, string Target, string Output, string Task)
{
    public const string DefaultTask = "Task";
}
