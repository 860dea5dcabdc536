using Kif.Pipeline.Events;
using Microsoft.Extensions.Logging;

namespace Kif.Pipeline.Telemetry;

/// <summary>The listener to one run's events, on the run's thread.</summary>
internal sealed class RunListener(RunKey run, RunMeter meter, ILogger learning, ILogger evaluation, TimeProvider time)
{
    private readonly string strategy = run.Strategy;
    private readonly long seed = run.Seed;
    private long started;
    private int steps;

    public void Hear(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted e:
                learning.RunStarted(strategy, seed, e.TrainedParameters);
                break;
            case TaskStarted e:
                (started, steps) = (time.GetTimestamp(), 0);
                learning.TaskStarted(strategy, seed, e.Task, e.PlannedSteps);
                break;
            case StepFinished e:
                Step(e);
                break;
            case TaskLearned e:
                double seconds = time.GetElapsedTime(started).TotalSeconds;
                meter.Learned(run, e.Task, seconds, e.StateBytes);
                learning.TaskLearned(strategy, seed, e.Task, steps, seconds);
                break;
            case TaskEvaluated e:
                meter.Evaluated(run, e.Task, e.Score);
                evaluation.TaskEvaluated(strategy, seed, e.Task, e.Score, e.After);
                break;
            case RunFinished e:
                double performance = ContinualMetrics.AveragePerformance(e.Matrix);
                meter.Finished(run, e.Seconds, performance);
                learning.RunFinished(strategy, seed, e.Seconds, performance);
                break;
            case RunFailed e:
                meter.Failed(run);
                learning.RunFailed(strategy, seed, e.Message);
                break;
        }
    }

    private void Step(StepFinished e)
    {
        meter.Step(run, e);
        if (e.Skipped) learning.StepSkipped(strategy, seed, e.Position.Task, e.Position.Step, e.GradientNorm);
        else
        {
            steps++;
            learning.StepFinished(strategy, seed, e.Position.Task, e.Position.Step, e.Loss);
        }
    }
}
