namespace Kif.Pipeline.Experiments;

/// <summary>The plan of a comparison.</summary>
/// <param name="Runs">The runs in order, with their indices in the grid.</param>
/// <param name="StepsPerRun">Optimizer steps of plain training in a run, without phases of strategies.</param>
/// <param name="AnswersPerRun">Test answers in a run, including those of the untrained model.</param>
/// <param name="SecondsPerExample">Seconds per training example, measured on this machine with plain training of the first task.</param>
/// <param name="SecondsPerAnswer">Seconds per test answer, measured in the same way.</param>
/// <param name="Parallel">Number of concurrent runs.</param>
/// <param name="ExamplesPerRun">Training examples of a run, once per epoch.</param>
/// <param name="BytesPerRun">Estimated disk space of a run: adapters, answers, steps.</param>
public sealed record ComparisonPlan(
    IReadOnlyList<PlannedRun> Runs, int StepsPerRun, long AnswersPerRun, double SecondsPerExample, double SecondsPerAnswer, int Parallel, long ExamplesPerRun, long BytesPerRun)
{
    /// <summary>Number of runs that are done in the output folder.</summary>
    public int Done => Runs.Count(r => r.Done);

    /// <summary>Time of one run, without a strategy's passes and phases beyond plain training.</summary>
    public TimeSpan TimePerRun => TimeSpan.FromSeconds(ExamplesPerRun * SecondsPerExample + AnswersPerRun * SecondsPerAnswer);

    /// <summary>Time of the remaining runs, if the machine is as fast for concurrent runs.</summary>
    public TimeSpan Time => TimePerRun * Math.Ceiling((Runs.Count - Done) / (double)Parallel);

    /// <summary>Disk space of the remaining runs, in bytes.</summary>
    public long Bytes => BytesPerRun * (Runs.Count - Done);
}
