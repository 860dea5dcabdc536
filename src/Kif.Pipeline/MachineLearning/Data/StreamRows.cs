using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>Builds task streams from rows.</summary>
internal static class StreamRows
{
    /// <exception cref="ArgumentException">A task has test rows only, or there are no rows.</exception>
    public static TaskStream ToStream(IDataView train, IDataView? test, ColumnNames columns)
    {
        var learnt = TaskGroups.Of(TextRows.Read(train, columns), "task1");
        Dictionary<string, IReadOnlyList<TextRow>> tested = test is null ? [] : TaskGroups.Of(TextRows.Read(test, columns), "task1").ToDictionary(g => g.Task, g => g.Rows);
        if (tested.Keys.FirstOrDefault(task => learnt.All(l => l.Task != task)) is { } untrained)
            throw new ArgumentException(UnknownName.Message("task of the training rows", untrained, learnt.Select(l => l.Task)), nameof(test));
        return new TaskStream(learnt.Select(l => new LearningTask(l.Task, Examples(l.Rows), tested.TryGetValue(l.Task, out IReadOnlyList<TextRow>? rows) ? Examples(rows) : [])));
    }

    private static Example[] Examples(IReadOnlyList<TextRow> rows) => [.. rows.Select(r => r.Example)];
}
