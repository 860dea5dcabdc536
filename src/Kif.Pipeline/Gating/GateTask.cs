namespace Kif;

/// <summary>The scores of both models on one task, example by example.</summary>
/// <param name="Name">The task.</param>
/// <param name="IsNew">Whether the new model was to learn it; all other tasks are to be kept.</param>
/// <param name="OldScores">The old model's score of each unit (an example; a turn of a dialogue), in percent.</param>
/// <param name="NewScores">The new model's scores of the same units, in the same order.</param>
public sealed record GateTask(string Name, bool IsNew, IReadOnlyList<double> OldScores, IReadOnlyList<double> NewScores)
{
    /// <summary>The scores, equally many on both sides and at least one.</summary>
    public IReadOnlyList<double> NewScores { get; } = NewScores.Count == OldScores.Count && NewScores.Count > 0
        && NewScores.Concat(OldScores).All(double.IsFinite) ? NewScores : throw new ArgumentException(
            $"task '{Name}' has {OldScores.Count} scores of the old model and {NewScores.Count} of the new one; both need the same number of finite scores, "
            + "at least one", nameof(NewScores));

    /// <summary>Scores the answers of both models to the same test examples.</summary>
    /// <param name="task">The task; its test examples were answered.</param>
    /// <param name="isNew">Whether the new model was to learn it.</param>
    /// <param name="oldAnswers">The old model's answers in the order of the examples.</param>
    /// <param name="newAnswers">The new model's answers.</param>
    /// <param name="metric">The metric; a score over several examples must be the mean of their scores, or of those of whole turns of dialogues.</param>
    /// <exception cref="ArgumentException">The numbers of answers differ from that of examples.</exception>
    /// <exception cref="CompositionException">The metric has no scores of single examples or turns, or the examples lack data that it needs.</exception>
    public static GateTask Of(
        LearningTask task, bool isNew, IReadOnlyList<string> oldAnswers, IReadOnlyList<string> newAnswers, ITaskMetric metric)
    {
        metric.Check(task.Name, task.Test);
        return new(task.Name, isNew, Scores(task, oldAnswers, metric), Scores(task, newAnswers, metric));
    }

    private static double[] Scores(LearningTask task, IReadOnlyList<string> answers, ITaskMetric metric)
    {
        double whole = metric.Score(answers, task.Test);
        int[][] units = [.. Enumerable.Range(0, answers.Count).Select(i => new[] { i })];
        if (task.Test.All(e => e.Dialogue is not null))
        {
            // The slots of a turn are right or wrong together.
            int[][] turns = [.. Enumerable.Range(0, answers.Count).GroupBy(i => (task.Test[i].Dialogue!.Dialogue, task.Test[i].Dialogue!.Turn))
                .Select(g => g.ToArray())];
            if (Math.Abs(Of(turns).Average() - whole) < 1e-6) return Of(turns);
        }
        double[] single = Of(units);
        return Math.Abs(single.Average() - whole) < 1e-6 ? single
            : throw new CompositionException($"the scores of '{metric.Name}' are no means over examples or turns, so nothing tells how sure a difference is");

        double[] Of(int[][] groups) => [.. groups.Select(g => metric.Score([.. g.Select(i => answers[i])], [.. g.Select(i => task.Test[i])]))];
    }
}
