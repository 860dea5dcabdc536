using Kif.Pipeline.MachineLearning.Data;
using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning.Evaluating;

/// <summary>Fills a performance matrix from the models of successive fits.</summary>
internal static class History
{
    /// <summary>Fills one row per model, at the index of its last task; rows of tasks that were learned in the same fit as a later one stay empty.</summary>
    /// <param name="fits">The models and the tasks that each has learned.</param>
    /// <param name="test">Test rows of all tasks.</param>
    /// <param name="columns">The data's columns.</param>
    /// <param name="scoring">Scoring with a single metric.</param>
    /// <exception cref="ArgumentException">The models are not successive fits, or a task has no test rows.</exception>
    public static PerformanceMatrix Of(IReadOnlyList<(ITransformer Model, IReadOnlyList<string> Tasks)> fits, IDataView test, ColumnNames columns, TextScoring scoring)
    {
        if (fits.Count == 0) throw new ArgumentException("a history needs at least one model", nameof(fits));
        IReadOnlyList<string> tasks = fits[^1].Tasks;
        for (int i = 0; i < fits.Count; i++)
        {
            if (!fits[i].Tasks.SequenceEqual(tasks.Take(fits[i].Tasks.Count)) || (i > 0 && fits[i].Tasks.Count <= fits[i - 1].Tasks.Count))
                throw new ArgumentException($"model {i} of the history has learnt {string.Join(", ", fits[i].Tasks)}: each must have learnt what the one before it has, and more", nameof(fits));
        }
        var matrix = new PerformanceMatrix(tasks);
        foreach ((ITransformer model, IReadOnlyList<string> learnt) in fits)
        {
            var scored = TaskGroups.Of(TextRows.Read(model.Transform(test), columns, answers: true), tasks[0]).ToDictionary(g => g.Task, g => g.Rows);
            for (int t = 0; t < tasks.Count; t++)
            {
                if (!scored.TryGetValue(tasks[t], out IReadOnlyList<TextRow>? rows))
                    throw new ArgumentException(UnknownName.Message("task of the test data", tasks[t], scored.Keys), nameof(test));
                matrix[learnt.Count - 1, t] = scoring.Of(tasks[t], rows).Values.Single();
            }
        }
        return matrix;
    }
}
