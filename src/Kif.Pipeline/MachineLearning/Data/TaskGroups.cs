namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>Rows by task, in the order in which tasks appear first.</summary>
internal static class TaskGroups
{
    /// <param name="rows">The rows.</param>
    /// <param name="unnamed">The task of rows that name none.</param>
    public static IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> Of(IEnumerable<TextRow> rows, string unnamed) =>
        [.. rows.GroupBy(r => r.Task ?? unnamed).Select(g => (g.Key, (IReadOnlyList<TextRow>)[.. g]))];
}
