namespace Kif.Pipeline.Experiments;

/// <summary>What a comparison would do.</summary>
/// <param name="Runs">The runs in order, with their places in the grid.</param>
/// <param name="StepsPerRun">Optimiser steps of plain training in a run, without phases of strategies.</param>
/// <param name="AnswersPerRun">Test answers in a run, those of the untrained model too.</param>
/// <param name="SecondsPerExample">Time of a training example, measured here and now with plain training of the first task.</param>
/// <param name="SecondsPerAnswer">Time of a test answer, measured the same way.</param>
/// <param name="Parallel">Runs at a time.</param>
/// <param name="ExamplesPerRun">Training examples of a run, once per epoch.</param>
/// <param name="BytesPerRun">Disk that a run takes: adapters, answers, steps; an estimate.</param>
public sealed record ComparisonPlan(
    IReadOnlyList<PlannedRun> Runs, int StepsPerRun, long AnswersPerRun, double SecondsPerExample, double SecondsPerAnswer, int Parallel, long ExamplesPerRun, long BytesPerRun)
{
    /// <summary>Runs that are done in the output folder.</summary>
    public int Done => Runs.Count(r => r.Done);

    /// <summary>Time that one run takes; passes and phases of a strategy beyond plain training come on top.</summary>
    public TimeSpan TimePerRun => TimeSpan.FromSeconds(ExamplesPerRun * SecondsPerExample + AnswersPerRun * SecondsPerAnswer);

    /// <summary>Time that what is left takes, if the machine is as fast for several runs at a time.</summary>
    public TimeSpan Time => TimePerRun * Math.Ceiling((Runs.Count - Done) / (double)Parallel);

    /// <summary>Disk that what is left takes, in bytes.</summary>
    public long Bytes => BytesPerRun * (Runs.Count - Done);
}
