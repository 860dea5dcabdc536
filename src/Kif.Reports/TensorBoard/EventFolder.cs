using System.Globalization;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Output;
using Kif.Reports.Subjects;

namespace Kif.Reports.TensorBoard;

/// <summary>The writer of an event file per run, in <c>strategy/order-1/seed-1</c>: TensorBoard names its runs by these paths.</summary>
internal static class EventFolder
{
    /// <summary>Writes the files.</summary>
    /// <param name="subjects">The parts of the report.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The time of all events.</param>
    /// <returns>The folders of the runs.</returns>
    public static IReadOnlyList<string> Write(IReadOnlyList<ReportSubject> subjects, string folder, DateTimeOffset time)
    {
        var written = new List<string>();
        foreach (ReportSubject subject in subjects)
        {
            string above = subjects.Count > 1 ? Path.Combine(folder, OutputName.Of(subject.Title)) : folder;
            foreach (StrategyRun run in subject.Result.Runs)
            {
                string own = Path.Combine(above, OutputName.Of(run.Strategy), OutputName.Of(run.Order), string.Create(CultureInfo.InvariantCulture, $"seed-{run.Seed}"));
                using var file = new EventFile(own, time);
                Write(file, run, subject.Steps(run.Key));
                written.Add(own);
            }
        }
        return written;
    }

    private static void Write(EventFile file, StrategyRun run, IReadOnlyList<SavedStep> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            Scalar("train/loss", i, steps[i].Loss);
            Scalar("train/added_by_strategy", i, steps[i].Added);
            Scalar("train/learning_rate", i, steps[i].LearningRate);
            Scalar("train/gradient_norm", i, steps[i].GradientNorm);
        }
        PerformanceMatrix a = run.Matrix;
        for (int l = 0; l <= a.Tasks.Count; l++)
        {
            for (int i = 0; i < a.Tasks.Count; i++) Scalar($"score/{a.Tasks[i]}", l, l == 0 ? a.Untrained(i) : a[l - 1, i]);
            if (l > 0) Scalar("AP/learnt_so_far", l, Enumerable.Range(0, l).Average(i => a[l - 1, i]));
            for (int u = 0; u < (run.Unseen?.Tasks.Count ?? 0); u++) Scalar($"unseen/{run.Unseen!.Tasks[u]}", l, run.Unseen.Rows[l][u]);
        }
        Scalar("AP/final", a.Tasks.Count, ContinualMetrics.AveragePerformance(a));

        void Scalar(string tag, long step, double value)
        {
            if (double.IsFinite(value)) file.Scalar(tag, step, value);
        }
    }
}
