using MathNet.Numerics.Distributions;

namespace Kif;

/// <summary>
/// The decision whether a newly trained model may replace the one in use: it must have learned the new tasks, and not have forgotten any other. Both models
/// answer the same examples; what counts is the lower end of the interval of the mean difference over these pairs, not the mean.
/// </summary>
/// <remarks>
/// Per task the interval is Student's t over the pairs, at a two-sided level that Holm's step-down procedure sets (1979): with m tasks, the task that is
/// surest to pass gets 1 − α/m, the next 1 − α/(m − 1), the least sure 1 − α. So the chance to ship a model that fails in any task is at most α/2.
/// </remarks>
/// <param name="tolerance">The points that may be lost and must be gained; null for the defaults.</param>
/// <param name="confidence">The confidence 1 − α; above 0, below 1. Default: 0.95.</param>
/// <exception cref="ArgumentException">A tolerance is negative or no number, or the confidence is out of its range.</exception>
public sealed class ShipGate(GateTolerance? tolerance = null, double confidence = 0.95)
{
    /// <summary>The number of pairs below which an interval of Student's t can't be trusted, as the decision then says.</summary>
    internal const int Few = 30;

    /// <summary>The points that may be lost and must be gained.</summary>
    public GateTolerance Tolerance { get; } = (tolerance ?? new()).Valid();

    /// <summary>The confidence of all intervals together.</summary>
    public double Confidence { get; } = confidence is > 0 and < 1
        ? confidence : throw new ArgumentException($"the confidence is {confidence}; allowed: between 0 and 1", nameof(confidence));

    /// <summary>Decides.</summary>
    /// <param name="tasks">The tasks with the scores of both models, each of another name; at least one.</param>
    /// <exception cref="ArgumentException">There is no task, or two of one name.</exception>
    public GateDecision Decide(IReadOnlyList<GateTask> tasks)
    {
        if (tasks.Count == 0) throw new ArgumentException("there is no task to decide by", nameof(tasks));
        if (tasks.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"two tasks are named '{twice.Key}'", nameof(tasks));
        ScoredPairs[] all = [.. tasks.Select(t => new ScoredPairs(t, t.IsNew ? Tolerance.Gain : -Tolerance.Forget))];
        var results = new GateResult[all.Length];
        int[] surest = [.. Enumerable.Range(0, all.Length).OrderBy(i => all[i].PValue).ThenBy(i => i)];
        for (int rank = 0; rank < surest.Length; rank++) results[surest[rank]] = all[surest[rank]].At((1 - Confidence) / (surest.Length - rank));
        return new(results.All(r => r.Passes), results) { Tolerance = Tolerance, Confidence = Confidence };
    }

    /// <summary>The pairs of one task.</summary>
    private sealed class ScoredPairs
    {
        private readonly GateTask task;
        private readonly double mean, error, needed;

        public ScoredPairs(GateTask task, double needed)
        {
            (this.task, this.needed) = (task, needed);
            double[] differences = [.. task.NewScores.Zip(task.OldScores, (n, o) => n - o)];
            mean = SampleMoments.Mean(differences);
            error = SampleMoments.Deviation(differences) / Math.Sqrt(differences.Length);
            // One pair has no spread, so nothing is known of others.
            PValue = double.IsNaN(error) ? 1 : error == 0 ? mean >= needed ? 0 : 1 : 1 - StudentT.CDF(0, 1, differences.Length - 1, (mean - needed) / error);
        }

        /// <summary>The one-sided p of the hypothesis that the task fails.</summary>
        public double PValue { get; }

        public GateResult At(double alpha)
        {
            double reach = error == 0 || double.IsNaN(error) ? 0 : error * StudentT.InvCDF(0, 1, task.NewScores.Count - 1, 1 - alpha / 2);
            ConfidenceInterval interval = double.IsNaN(error) ? ConfidenceInterval.Undefined : new(mean - reach, mean + reach);
            return new(task.Name, task.IsNew, task.NewScores.Count, SampleMoments.Mean([.. task.OldScores]), SampleMoments.Mean([.. task.NewScores]), mean,
                interval, needed, interval.IsDefined && interval.Low >= needed);
        }
    }
}

/// <summary>The points of a task's metric, in percent of all examples, that a new model may lose and must gain.</summary>
/// <param name="Forget">The most points by which a task that is not new may fall. Default: 1.</param>
/// <param name="Gain">The least points by which a new task must rise. Default: 0.</param>
public sealed record GateTolerance(double Forget = 1, double Gain = 0)
{
    /// <summary>Reads <c>forget=1,gain=0</c>; what is not named has its default.</summary>
    /// <exception cref="FormatException">The message has the part that is none, and what is allowed.</exception>
    public static GateTolerance Parse(string text)
    {
        var tolerance = new GateTolerance();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] words = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (words.Length < 2 || !double.TryParse(words[1], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture,
                out double points) || !(points is >= 0 and <= 100))
                throw new FormatException($"the tolerance '{part}' is none; allowed: forget=POINTS and gain=POINTS, each 0 to 100, e.g. forget=1,gain=0");
            tolerance = words[0] switch
            {
                "forget" => tolerance with { Forget = points },
                "gain" => tolerance with { Gain = points },
                _ => throw new FormatException($"the tolerance names '{words[0]}'; allowed: forget and gain, e.g. forget=1,gain=0"),
            };
        }
        return tolerance;
    }

    internal GateTolerance Valid() => Forget is >= 0 and <= 100 && Gain is >= 0 and <= 100
        ? this : throw new ArgumentException($"the tolerance is forget={Forget}, gain={Gain}; allowed: 0 to 100 points each");
}
