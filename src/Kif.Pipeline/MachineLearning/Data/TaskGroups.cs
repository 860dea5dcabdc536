namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>Groups rows by task, in the order in which tasks first appear.</summary>
internal static class TaskGroups
{
    /// <param name="rows">The rows.</param>
    /// <param name="unnamed">The task of rows without a task name.</param>
    public static IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> Of(IEnumerable<TextRow> rows, string unnamed) =>
        [.. rows.GroupBy(r => r.Task ?? unnamed).Select(g => (g.Key, (IReadOnlyList<TextRow>)[.. g]))];
}
