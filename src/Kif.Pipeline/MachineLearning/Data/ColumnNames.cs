namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>What the columns are called.</summary>
/// <param name="Input">The prompts.</param>
/// <param name="Target">The wanted answers.</param>
/// <param name="Output">The given answers.</param>
/// <param name="Task">The names of the tasks.</param>
internal sealed record ColumnNames(string Input, string Target, string Output, string Task)
{
    public const string DefaultTask = "Task";
}
